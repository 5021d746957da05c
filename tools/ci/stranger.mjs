// node tools/ci/stranger.mjs: goes the way of a stranger who writes a plugin, with what npm would publish and nothing else.
//
// Packs every package and looks at what is in it; makes a plugin with the packed generator, outside the workspace; installs,
// tests, builds and runs it; packs it, and loads it by its name on another "machine". Needs the registry and a built workspace.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const workspace = new URL('../../', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'homeostat-stranger-'));
const plugin = join(scratch, 'homeostat-plugin-greeting');
const site = join(scratch, 'site');
try {
  const packages = pack(workspace, '--workspace=packages');
  for (const { name, files } of packages) {
    const paths = files.map(({ path }) => path);
    const astray = paths.filter((path) => !belongs(path));
    if (astray.length > 0) throw new Error(`${name} must not be published with ${astray.join(', ')}`);
    const manifest = JSON.parse(readFileSync(join(placeOf(name), 'package.json'), 'utf8'));
    const missing = ['README.md', ...entriesOf(manifest)].filter((path) => !paths.includes(path));
    if (missing.length > 0) throw new Error(`${name} would be published without ${missing.join(', ')}`);
  }
  const tarballs = new Map(packages.map(({ name, filename }) => [name, join(scratch, filename)]));
  const generator = tarballs.get('create-homeostat-plugin');
  tarballs.delete('create-homeostat-plugin');

  const named = 'homeostat-plugin-greeting';
  run(scratch, 'npm', 'exec', '--yes', `--package=${generator}`, '--', 'create-homeostat-plugin', named);
  install(plugin, [...tarballs.values()]);
  run(plugin, 'npm', 'test');
  run(plugin, 'npm', 'run', 'build');
  converges(plugin, 'example.yaml', '/tmp/greeting-example', 'Kept by Homeostat\n');

  const [own] = pack(plugin);
  const tests = own.files.filter(({ path }) => path.includes('.test.'));
  if (tests.length > 0) throw new Error('The plugin would be published with its tests');
  mkdirSync(site);
  const kept = join(site, 'kept');
  const resources = { greeting: { Hello: { path: kept } } };
  writeFileSync(join(site, 'site.json'), JSON.stringify({ plugins: [named], resources }));
  tarballs.delete('@homeostat/resource-testing');
  install(site, [...tarballs.values(), join(scratch, own.filename)]);
  converges(site, 'site.json', kept, 'Hello\n');
  await repairs(site, 'site.json', kept, 'Hello\n');
} finally {
  rmSync('/tmp/greeting-example', { force: true });
  rmSync(scratch, { recursive: true });
}

/** Packs into the scratch directory; tells what is in the tarballs. */
function pack(directory, ...options) {
  const told = run(
    directory,
    'npm',
    'pack',
    '--json',
    '--ignore-scripts',
    ...options,
    `--pack-destination=${scratch}`,
  );
  return JSON.parse(told);
}

function belongs(path) {
  if (path.startsWith('template/')) return true;
  if (/\.tsbuildinfo$|\.test\.|(^|\/)(testing|e2e)\//.test(path)) return false;
  return ['package.json', 'README.md', 'LICENSE'].includes(path) || /^(bin|dist|native|src)\//.test(path);
}

/** What others import or run, each a file that must be there. */
function entriesOf({ exports = {}, bin = {} }) {
  const { '@homeostat/source': _, ...entry } = exports['.'] ?? {};
  return [...Object.values(entry), ...Object.values(bin)].map((path) => path.replace(/^\.\//, ''));
}

function placeOf(name) {
  return join(workspace, 'node_modules', name);
}

/** Installs the tarballs beside what package.json asks for; the versions there are satisfied by them. */
function install(directory, files) {
  run(directory, 'npm', 'install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', ...files);
  const own = join(directory, 'node_modules/@homeostat');
  const linked = readdirSync(own).filter((name) => lstatSync(join(own, name)).isSymbolicLink());
  if (linked.length > 0) throw new Error(`Not installed, but linked: ${linked.join(', ')}`);
}

/** Runs a config twice: the first must make the file, the second change nothing. */
function converges(directory, config, file, content) {
  rmSync(file, { force: true });
  const state = join(directory, '.state');
  const [first, second] = [1, 2].map(() =>
    run(directory, 'npx', 'homeostat', 'run', config, '--converged-timeout', '0', '--state', state),
  );
  if (
    !first.includes(' changed: ') ||
    second.includes(' changed: ') ||
    readFileSync(file, 'utf8') !== content
  )
    throw new Error(`${config} did not come to rest with ${JSON.stringify(content)}`);
}

/** Keeps running, and puts back what drifts: the line, after what else was written. */
async function repairs(directory, config, file, content) {
  const args = [
    'node_modules/homeostat/bin/homeostat.js',
    'run',
    config,
    '--state',
    join(directory, '.state'),
  ];
  process.stdout.write(`${directory}$ node ${args.join(' ')}\n`);
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      process.stdout.write(`${line}\n`);
      if (line === 'converged' && readFileSync(file, 'utf8') === content) writeFileSync(file, 'spoilt\n');
      if (line.includes(' changed: ')) break;
    }
    if (!readFileSync(file, 'utf8').endsWith(content)) throw new Error(`${file} was not put back`);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

function run(cwd, command, ...args) {
  process.stdout.write(`${cwd}$ ${[command, ...args].join(' ')}\n`);
  const stdio = ['ignore', 'pipe', 'inherit'];
  const told = execFileSync(command, args, { cwd, encoding: 'utf8', stdio });
  if (!args.includes('--json')) process.stdout.write(told);
  return told;
}
