import { chmodSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { expect } from 'vitest';
import { line } from './line.ts';

/** Params of a line in the file `f` of the place. */
const inFile =
  (params: object) =>
  ({ dir }: Place) => ({ file: `${dir}/f`, ...params });

const writes =
  (text: string, mode = 0o644) =>
  ({ dir }: Place) => {
    writeFileSync(`${dir}/f`, text);
    chmodSync(`${dir}/f`, mode);
  };

const reads =
  (text: string) =>
  ({ dir }: Place) =>
    expect(readFileSync(`${dir}/f`, 'utf8')).toBe(text);

testResource(line, {
  services: [[WATCHER, () => createWatcher()]],

  inSync: [
    { name: 'the line is there', params: inFile({ content: 'x' }), setUp: writes('a\nx\n') },
    { name: 'the line is absent', params: inFile({ content: 'x', state: 'absent' }), setUp: writes('a\n') },
    { name: 'the file of an absent line is absent', params: inFile({ content: 'x', state: 'absent' }) },
    {
      name: 'what matches is the content',
      params: inFile({ content: 'p=1', match: '^p=' }),
      setUp: writes('p=1\n'),
    },
  ],

  drifted: [
    {
      name: 'a line is missing',
      params: inFile({ content: 'x' }),
      setUp: writes('a\n'),
      changes: [{ property: 'lines', to: 'x' }],
      after: reads('a\nx\n'),
    },
    {
      name: 'another line is in its place',
      params: inFile({ content: 'p=1', match: '^p=' }),
      setUp: writes('p=2\r\nb', 0o640),
      changes: [{ property: 'lines', from: 'p=2', to: 'p=1', secret: true }],
      after(place) {
        reads('p=1\r\nb')(place);
        expect(statSync(`${place.dir}/f`).mode & 0o7777).toBe(0o640);
      },
    },
    {
      name: 'lines that are to be absent',
      params: inFile({ content: 'x', state: 'absent' }),
      setUp: writes('x\na\nx\n'),
      changes: [{ property: 'lines', from: 'x\nx\n', to: '' }],
      after: reads('a\n'),
    },
    {
      name: 'a line that is declared as secret',
      params: inFile({ content: 'password = hunter2', secret: true }),
      setUp: writes('a\n'),
      changes: [{ property: 'lines', secret: true }],
      secrets: ['hunter2'],
      after: reads('a\npassword = hunter2\n'),
    },
    {
      name: 'a line of a file that not everybody may read',
      params: inFile({ content: 'password = hunter2', match: '^password' }),
      setUp: writes('password = hunter1\n', 0o600),
      changes: [{ property: 'lines', secret: true }],
      secrets: ['hunter1', 'hunter2'],
      after: reads('password = hunter2\n'),
    },
  ],

  watched: [
    {
      name: 'a line that is taken out',
      params: inFile({ content: 'x' }),
      setUp: writes('x\n'),
      drift: writes(''),
    },
    {
      name: 'a file that is replaced',
      params: inFile({ content: 'x' }),
      setUp: writes('x\n'),
      drift({ dir }) {
        writeFileSync(`${dir}/new`, 'y\n');
        renameSync(`${dir}/new`, `${dir}/f`);
      },
    },
    {
      name: 'a file that is removed',
      params: inFile({ content: 'x' }),
      setUp: writes('x\n'),
      drift: ({ dir }) => unlinkSync(`${dir}/f`),
    },
  ],

  grouped: [
    { name: 'one at the end', params: inFile({ content: 'x' }), setUp: writes('a\np=1\nold\n') },
    { name: 'one after another line', params: inFile({ content: 'y', insertafter: '^a' }) },
    { name: 'one without its anchor', params: inFile({ content: 'z', insertafter: '^none' }) },
    { name: 'one that replaces', params: inFile({ content: 'p=2', match: '^p=' }) },
    { name: 'one that is absent', params: inFile({ content: 'old', state: 'absent' }) },
    { name: 'one in state', params: inFile({ content: 'a' }) },
  ],

  rejected: [
    { name: 'a directory', params: { file: '/d/', content: 'x' }, message: 'directory', path: 'file' },
    {
      name: 'a wrong expression',
      params: { file: '/f', content: 'x', match: '(' },
      message: 'regular',
      path: 'match',
    },
  ],
});
