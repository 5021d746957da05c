// Compiles the native part of packages/watcher when it is missing or older than its sources. Without a compiler it says so, and
// files are watched by inotify instead. `--prebuild` puts the binary where a published package is to have it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../packages/watcher/native/', import.meta.url));
const binary = join(native, 'build/Release/homeostat_watcher.node');

function newest(directory) {
  const files = readdirSync(directory).map((name) => join(directory, name));
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function isUpToDate() {
  const sources = Math.max(newest(join(native, 'src')), statSync(join(native, 'binding.gyp')).mtimeMs);
  return existsSync(binary) && statSync(binary).mtimeMs >= sources;
}

/** npm brings node-gyp along. */
function nodeGyp() {
  const npm =
    process.env.npm_execpath ?? spawnSync('npm', ['root', '-g'], { encoding: 'utf8' }).stdout.trim();
  const from = process.env.npm_execpath ? npm : join(npm, 'npm/package.json');
  return createRequire(from).resolve('node-gyp/bin/node-gyp.js');
}

function compile() {
  const installed = dirname(dirname(process.execPath));
  // The headers that came with Node; without them node-gyp looks for them elsewhere.
  const headers = existsSync(join(installed, 'include/node/node_api.h')) ? [`--nodedir=${installed}`] : [];
  return spawnSync(process.execPath, [nodeGyp(), 'rebuild', ...headers], { cwd: native, encoding: 'utf8' });
}

function fail(why) {
  process.stdout.write(`The native part of the watcher is not built, inotify serves instead: ${why}\n`);
  process.exitCode = process.argv.includes('--prebuild') ? 1 : 0;
}

try {
  if (process.platform === 'linux' && !isUpToDate()) {
    const { status, stderr } = compile();
    if (status !== 0)
      fail(stderr.split('\n').find((line) => /ERR! (stack|find)|error/i.test(line)) ?? 'see node-gyp');
  }
  if (process.argv.includes('--prebuild') && existsSync(binary)) {
    const libc = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
    const prebuilds = join(native, 'prebuilds', `${process.platform}-${process.arch}`);
    mkdirSync(prebuilds, { recursive: true });
    copyFileSync(binary, join(prebuilds, `@homeostat+watcher.${libc}.node`));
  }
} catch (error) {
  fail(error.message);
}
