import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { expect } from 'vitest';
import { kindNameKind } from './kind-name.ts';

const params = ({ dir }: Place) => ({ path: `${dir}/f`, text: 'wanted' });
const writes =
  (text: string) =>
  ({ dir }: Place) =>
    writeFileSync(`${dir}/f`, text);
const reads =
  (text: string) =>
  ({ dir }: Place) =>
    expect(readFileSync(`${dir}/f`, 'utf8')).toBe(text);

testResource(kindNameKind, {
  services: [[WATCHER, () => createWatcher()]],

  inSync: [{ name: 'the line among others', params, setUp: writes('first\nwanted\nlast\n') }],

  drifted: [
    { name: 'no file', params, changes: [{ property: 'text', to: 'wanted' }], after: reads('wanted\n') },
    {
      name: 'a file without the line',
      params,
      setUp: writes('first\nunwanted\n'),
      changes: [{ property: 'text', to: 'wanted' }],
      after: reads('first\nunwanted\nwanted\n'),
    },
    {
      name: 'a last line without an end',
      params,
      setUp: writes('first'),
      changes: [{ property: 'text', to: 'wanted' }],
      after: reads('first\nwanted\n'),
    },
  ],

  watched: [
    { name: 'the line is taken out', params, setUp: writes('first\nwanted\n'), drift: writes('first\n') },
    {
      name: 'the file is removed',
      params,
      setUp: writes('wanted\n'),
      drift: ({ dir }) => rmSync(`${dir}/f`),
    },
  ],

  rejected: [
    { name: 'a relative path', params: { path: 'f', text: 'wanted' }, message: 'absolute', path: 'path' },
    { name: 'two lines', params: { path: '/f', text: 'a\nb' }, message: 'one line', path: 'text' },
  ],
});
