import { expect, test } from 'vitest';
import { z } from 'zod';
import { execParams } from './params.ts';

/** Which params are refused, and what is said of the first. */
function refused(params: unknown): string[] {
  const issues = execParams.safeParse(params).error?.issues ?? [];
  return issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

test('exec asks for nothing but a command', () => {
  expect(execParams.parse({ cmd: 'true' })).toEqual({ cmd: 'true', cwd: '/', env: {}, timeout: 0 });
});

test('exec refuses shell syntax without a shell, and says what to do', () => {
  expect(refused({ cmd: 'echo a | wc' })).toEqual([
    'cmd: Only a shell understands |: set shell: true, or write the program in cmd and its words in args',
  ]);
  expect(refused({ cmd: 'true', ifcmd: 'test "$A"' })).toEqual([
    'ifcmd: Only a shell understands ": set ifshell: true',
  ]);
});

test.each([
  { cmd: 'echo a | wc', shell: true },
  { cmd: 'echo a | wc', shell: '/bin/bash' },
  { cmd: '/opt/my (tool)', args: ['a | b'] },
  { cmd: 'true', ifcmd: 'test "$A"', ifshell: true, ifcwd: '/tmp' },
])('exec takes %j', (params) => {
  expect(refused(params)).toEqual([]);
});

test.each([
  ['cmd', { cmd: '' }],
  ['cmd', { cmd: ' \t' }],
  ['cmd', { cmd: 'a\0b' }],
  ['args', { cmd: 'echo', args: ['a'], shell: true }],
  ['args.0', { cmd: 'echo', args: ['a\0b'] }],
  ['shell', { cmd: 'echo', shell: false }],
  ['shell', { cmd: 'echo', shell: 'bash' }],
  ['cwd', { cmd: 'echo', cwd: 'srv' }],
  ['env.A-B', { cmd: 'echo', env: { 'A-B': 'x' } }],
  ['env.A', { cmd: 'echo', env: { A: 1 } }],
  ['timeout', { cmd: 'echo', timeout: -1 }],
  ['timeout', { cmd: 'echo', timeout: 3_000_000 }],
  ['cmd', { cmd: ' ', shell: true }],
  ['ifcmd', { cmd: 'echo', ifcmd: ' ' }],
  ['ifshell', { cmd: 'echo', ifshell: true }],
  ['ifcwd', { cmd: 'echo', ifcwd: '/' }],
  ['creates', { cmd: 'echo', creates: 'done' }],
])('exec refuses %s of %j', (param, params) => {
  expect(refused(params).map((line) => line.split(': ')[0])).toEqual([param]);
});

test('exec has every param in its JSON schema, described', () => {
  const { properties } = z.toJSONSchema(execParams, { io: 'input' });
  expect(
    Object.values(properties!).filter((param) => !(param as { description?: string }).description),
  ).toEqual([]);
  expect(Object.keys(properties!)).toContain('creates');
});
