import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { expect } from 'vitest';
import { exec } from './exec.ts';

/** A command that runs in the place. */
const inPlace =
  (params: object) =>
  ({ dir }: Place) => ({ cwd: dir, ...params });

const writes =
  (name: string, text = '') =>
  ({ dir }: Place) =>
    writeFileSync(`${dir}/${name}`, text);

const made = ({ dir }: Place) => expect(existsSync(`${dir}/made`)).toBe(true);

const isMade = ({ dir }: Place) => `${dir}/made`;

testResource(exec, {
  services: [[WATCHER, () => createWatcher()]],

  inSync: [
    {
      name: 'what it creates is there',
      params: (place) => ({ cwd: place.dir, cmd: 'touch wrong', creates: isMade(place) }),
      setUp: writes('made'),
    },
    { name: 'its guard says no', params: inPlace({ cmd: 'touch wrong', ifcmd: 'test -e needed' }) },
    {
      name: 'its guard is not found by the shell',
      params: inPlace({ cmd: 'touch wrong', ifcmd: 'no-such-program-anywhere', ifshell: true }),
    },
  ],

  drifted: [
    {
      name: 'it has not run',
      params: inPlace({ cmd: 'touch made' }),
      changes: [{ property: 'run', from: 'not run', to: 'touch made' }],
      after: made,
    },
    {
      name: 'it has not run in its shell',
      params: inPlace({ cmd: 'echo "$WORD" > made', shell: true, env: { WORD: 'a word' } }),
      changes: [{ property: 'run' }],
      after: ({ dir }) => expect(readFileSync(`${dir}/made`, 'utf8')).toBe('a word\n'),
    },
    {
      name: 'it has not run with its words',
      params: inPlace({ cmd: 'touch', args: ['made', 'a b'] }),
      changes: [{ property: 'run' }],
      after: ({ dir }) => expect(existsSync(`${dir}/a b`)).toBe(true),
    },
    {
      name: 'what it creates is not there',
      params: (place) => ({ cwd: place.dir, cmd: 'touch made', creates: isMade(place) }),
      changes: [{ property: 'run' }],
      after: made,
    },
    {
      name: 'its guard says yes',
      params: inPlace({ cmd: 'mv needed made', ifcmd: 'test -e needed' }),
      setUp: writes('needed'),
      changes: [{ property: 'run' }],
      after: made,
    },
    {
      name: 'both guards say yes',
      params: (place) => ({
        cwd: place.dir,
        cmd: 'touch made',
        creates: isMade(place),
        ifcmd: 'test ! -e made && sleep 0.01',
        ifshell: true,
      }),
      changes: [{ property: 'run' }],
      after: made,
    },
    {
      name: 'it prints a lot and takes a moment',
      params: inPlace({ cmd: 'seq 100000; sleep 0.05; touch made', shell: true }),
      changes: [{ property: 'run' }],
      after: made,
    },
    {
      name: 'it is given a secret',
      params: inPlace({ cmd: 'printf %s "$TOKEN" > made', shell: true, env: { TOKEN: 'hunter2' } }),
      changes: [{ property: 'run' }],
      secrets: ['hunter2'],
      after: ({ dir }) => expect(readFileSync(`${dir}/made`, 'utf8')).toBe('hunter2'),
    },
    {
      name: 'it is given a secret and its guard looks at it',
      params: inPlace({
        cmd: 'touch made',
        ifcmd: 'test -n "$TOKEN" -a ! -e made',
        ifshell: true,
        env: { TOKEN: 'hunter2' },
      }),
      changes: [{ property: 'run' }],
      secrets: ['hunter2'],
      after: made,
    },
    {
      // In an empty directory, where secrets are looked for in errors, there is no such program.
      name: 'it is given a secret and its program may be missing',
      params: inPlace({ cmd: './program', env: { TOKEN: 'hunter2' } }),
      setUp: ({ dir }) => writeFileSync(`${dir}/program`, '#!/bin/sh\ntouch made\n', { mode: 0o755 }),
      changes: [{ property: 'run' }],
      secrets: ['hunter2'],
      after: made,
    },
  ],

  watched: [
    {
      name: 'what it creates is removed',
      params: (place) => ({ cwd: place.dir, cmd: 'touch made', creates: isMade(place) }),
      setUp: writes('made'),
      drift: (place) => rmSync(isMade(place)),
    },
    {
      name: 'what it creates is removed with its directory',
      params: ({ dir }) => ({ cwd: dir, cmd: 'install -D /dev/null d/made', creates: `${dir}/d/made` }),
      setUp({ dir }) {
        mkdirSync(`${dir}/d`);
        writeFileSync(`${dir}/d/made`, '');
      },
      drift: ({ dir }) => renameSync(`${dir}/d`, `${dir}/away`),
    },
  ],

  rejected: [
    { name: 'no command', params: { cmd: ' ' }, message: 'no command', path: 'cmd' },
    { name: 'shell syntax without a shell', params: { cmd: 'a | b' }, message: 'shell: true', path: 'cmd' },
    {
      name: 'words for a shell',
      params: { cmd: 'a', args: ['b'], shell: true },
      message: 'takes no args',
      path: 'args',
    },
    { name: 'a relative directory', params: { cmd: 'a', cwd: 'b' }, message: 'absolute path', path: 'cwd' },
    {
      name: 'a variable with a bad name',
      params: { cmd: 'a', env: { 'A-B': 'hunter2' } },
      message: /./,
      path: 'env.A-B',
      secrets: ['hunter2'],
    },
    {
      name: 'a number for a variable',
      params: { cmd: 'a', env: { TOKEN: 31337 } },
      message: 'Has to be a text',
      path: 'env.TOKEN',
      secrets: ['31337'],
    },
    {
      name: 'a shell for no guard',
      params: { cmd: 'a', ifshell: true },
      message: 'no ifcmd',
      path: 'ifshell',
    },
  ],
});
