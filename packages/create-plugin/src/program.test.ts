import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { inDirectory } from './testing/in-directory.ts';

const bin = fileURLToPath(new URL('../bin/create-homeostat-plugin.js', import.meta.url));

function run(cwd: string, args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

inDirectory(
  'the command makes a package below the working directory, and tells what comes next',
  ({ directory }) => {
    const { status, stdout, stderr } = run(directory, ['homeostat-plugin-motd']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('  cd homeostat-plugin-motd\n  npm install\n  npm test\n');
    expect(readdirSync(directory)).toEqual(['homeostat-plugin-motd']);
  },
);

inDirectory('the command asks for a name that is not given', ({ directory }) => {
  expect(run(directory, [], 'motd\n').status).toBe(0);
  expect(readdirSync(directory)).toEqual(['motd']);
});

inDirectory('the command makes a package in a workspace, and tells what lists it', ({ directory }) => {
  run(directory, ['packages']);
  const { stdout } = run(directory, ['motd', '--workspace', '.']);
  expect(stdout).toContain('{ "path": "packages/plugin-motd" }');
  expect(readdirSync(`${directory}/packages`)).toContain('plugin-motd');
});

inDirectory.for([
  [['a', 'b'], 'ARGUMENTS_INVALID: One name is wanted, and here are 2\n  See --help\n'],
  [['--nmae'], "ARGUMENTS_INVALID: Unknown option '--nmae'"],
  [[], 'PLUGIN_NAME_MISSING: No name was given'],
  [['../a'], 'PLUGIN_NAME_INVALID: "../a" can\'t be the name of a package: a slash'],
  [['file'], 'KIND_RESERVED: Homeostat has "file" itself'],
] as const)('the command refuses %j and writes nothing', ([args, message], { directory }) => {
  const { status, stderr } = run(directory, args);
  expect(stderr).toContain(message);
  expect(status).toBe(1);
  expect(readdirSync(directory)).toEqual([]);
});
