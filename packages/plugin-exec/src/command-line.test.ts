import { expect, test } from 'vitest';
import { parseCommand, shellSyntax } from './command-line.ts';

test('parseCommand splits at white space when there are neither args nor a shell', () => {
  expect(parseCommand({ cmd: '  systemctl\tdaemon-reload  --quiet ' })).toEqual({
    program: 'systemctl',
    args: ['daemon-reload', '--quiet'],
    text: 'systemctl daemon-reload --quiet',
  });
});

test('parseCommand takes cmd and args as they stand, and shows them quoted', () => {
  expect(parseCommand({ cmd: '/opt/my tool', args: ['a b', "it's", '', '-v'] })).toEqual({
    program: '/opt/my tool',
    args: ['a b', "it's", '', '-v'],
    text: `'/opt/my tool' 'a b' 'it'\\''s' '' -v`,
  });
});

test('parseCommand gives cmd to the shell unchanged', () => {
  expect(parseCommand({ cmd: 'a | b\n', shell: true })).toEqual({
    program: '/bin/sh',
    args: ['-c', 'a | b\n'],
    text: 'a | b',
  });
  expect(parseCommand({ cmd: 'x', shell: '/bin/bash' }).program).toBe('/bin/bash');
});

test.each([...'\'"|&;<>()$`\\*?~#'])('shellSyntax sees %s', (character) => {
  expect(shellSyntax(`echo a${character}b`)).toBe(character);
});

test('shellSyntax sees a line break, and nothing in a plain test', () => {
  expect(shellSyntax('a\nb')).toBe('a line break');
  expect(shellSyntax('[ ! -e /etc/app.conf ]')).toBeUndefined();
});
