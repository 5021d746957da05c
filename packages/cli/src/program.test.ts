import { expect, test } from 'vitest';
import type { Build } from './build.ts';
import { runProgram } from './program.ts';
import { KeptOutput } from './testing/kept-output.ts';

const build: Build = { version: '1.2.3', plugins: async () => [] };

async function called(...args: string[]) {
  const output = new KeptOutput();
  const exitCode = await runProgram(args, build, output);
  return { exitCode, written: output.written, noted: output.noted };
}

test('runProgram tells its version and its commands on stdout', async () => {
  expect(await called('--version')).toEqual({ exitCode: 0, written: '1.2.3\n', noted: '' });
  const help = await called('--help');
  expect(help).toMatchObject({ exitCode: 0, noted: '' });
  for (const command of ['run', 'check', 'validate', 'graph', 'explain', 'schema'])
    expect(help.written).toContain(`\n  ${command} `);
});

test('runProgram tells what the exit codes of run and check mean', async () => {
  expect((await called('run', '--help')).written).toContain('128+n');
  expect((await called('check', '--help')).written).toContain('2 something would change');
});

test.each([
  [['chek', 'a.yaml'], "unknown command 'chek'", 'Did you mean check?'],
  [['run', 'a.yaml', '--nop'], "unknown option '--nop'", 'Did you mean --noop?'],
  [['check'], "missing required argument 'file'", 'See homeostat --help'],
  [['validate', 'a.yaml', 'b.yaml'], 'too many arguments', 'See homeostat --help'],
  [['run', 'a.yaml', '--converged-timeout', 'soon'], "'soon' is invalid", 'at least 0'],
  [['run', 'a.yaml', '--converged-timeout', '-1'], "'-1' is invalid", 'at least 0'],
  [['run', 'a.yaml', '--sema', '0'], "'0' is invalid", 'at least 1'],
  [['check', 'a.yaml', '--log-level', 'loud'], "'loud' is invalid", 'debug, info, warn, error'],
  [['graph', 'a.yaml', '--format', 'png'], "'png' is invalid", 'dot, svg, json'],
  [['run'], 'FILE_NOT_GIVEN', 'homeostat run site.yaml'],
  [['run', 'a.yaml', '-f', 'b.yaml'], 'FILE_GIVEN_TWICE', 'a.yaml and b.yaml'],
])('runProgram refuses %j with a clear word and exit code 1', async (args, message, hint) => {
  const { exitCode, written, noted } = await called(...args);
  expect({ exitCode, written }).toEqual({ exitCode: 1, written: '' });
  expect(noted).toContain(message);
  expect(noted).toContain(hint);
  expect(noted).not.toMatch(/^\s+at /m);
});

test('runProgram passes on what is a bug', async () => {
  const broken = { ...build, plugins: () => Promise.reject(new Error('Oops')) };
  await expect(runProgram(['validate', 'a.yaml'], broken, new KeptOutput())).rejects.toThrow('Oops');
});
