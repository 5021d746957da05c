import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { expect } from 'vitest';
import { file } from './file.ts';

const needsRoot = process.getuid?.() !== 0 && 'needs root';

/** Params of what is at `name` in the place. */
const at =
  (name: string, params: object = {}) =>
  ({ dir }: Place) => ({ path: `${dir}/${name}`, ...params });

const writes =
  (name: string, text: string, mode = 0o644) =>
  ({ dir }: Place) => {
    writeFileSync(`${dir}/${name}`, text);
    chmodSync(`${dir}/${name}`, mode);
  };

const makes =
  (name: string, mode = 0o755) =>
  ({ dir }: Place) => {
    mkdirSync(`${dir}/${name}`);
    chmodSync(`${dir}/${name}`, mode);
  };

const reads =
  (name: string, text: string) =>
  ({ dir }: Place) =>
    expect(readFileSync(`${dir}/${name}`, 'utf8')).toBe(text);

const hasMode =
  (name: string, mode: number) =>
  ({ dir }: Place) =>
    expect(lstatSync(`${dir}/${name}`).mode & 0o7777).toBe(mode);

const isEmpty = ({ dir }: Place) => expect(readdirSync(dir)).toEqual([]);

testResource(file, {
  services: [[WATCHER, () => createWatcher()]],

  inSync: [
    {
      name: 'a file as declared',
      params: at('f', { content: 'x', mode: '0640' }),
      setUp: writes('f', 'x', 0o640),
    },
    { name: 'a file whose content is not managed', params: at('f'), setUp: writes('f', 'x') },
    { name: 'a directory as declared', params: at('d/', { mode: '0750' }), setUp: makes('d', 0o750) },
    { name: 'a file that is to be absent', params: at('f', { state: 'absent' }) },
    { name: 'a file in the state "undefined"', params: at('f', { state: 'undefined', content: 'x' }) },
    {
      name: 'a file behind a linked directory',
      params: at('link/f', { content: 'x' }),
      setUp(place) {
        makes('d')(place);
        writes('d/f', 'x')(place);
        symlinkSync('d', `${place.dir}/link`);
      },
    },
    {
      name: 'a file of this user and group',
      params: ({ dir }) => ({ path: `${dir}/f`, owner: process.getuid!(), group: process.getgid!() }),
      setUp: writes('f', ''),
    },
  ],

  drifted: [
    {
      name: 'a missing file',
      params: at('f', { content: 'x\n', mode: '4600' }),
      changes: [
        { property: 'state', from: 'absent', to: 'exists' },
        { property: 'content' },
        { property: 'mode' },
      ],
      after(place) {
        reads('f', 'x\n')(place);
        hasMode('f', 0o4600)(place);
      },
    },
    {
      name: 'a missing file without content',
      params: at('f'),
      changes: [{ property: 'state', from: 'absent', to: 'exists' }],
      after: reads('f', ''),
    },
    {
      name: 'another content',
      params: at('f', { content: 'new\n' }),
      setUp: writes('f', 'old\n', 0o644),
      changes: [{ property: 'content', from: 'old\n', to: 'new\n' }],
      after(place) {
        reads('f', 'new\n')(place);
        hasMode('f', 0o644)(place);
      },
    },
    {
      name: 'a content of a megabyte',
      params: at('f', { content: 'new '.repeat(2 ** 18) }),
      setUp: writes('f', 'old '.repeat(2 ** 18)),
      changes: [{ property: 'content' }],
      after: reads('f', 'new '.repeat(2 ** 18)),
    },
    {
      name: 'a secret content',
      params: at('f', { content: 'hunter2 of the new world', mode: '0600' }),
      setUp: writes('f', 'hunter1 of the old world', 0o600),
      changes: [{ property: 'content', secret: true }],
      secrets: ['hunter1', 'hunter2'],
      after: reads('f', 'hunter2 of the new world'),
    },
    {
      name: 'a secret content that was open to all',
      params: at('f', { content: 'hunter2', mode: '0600' }),
      setUp: writes('f', 'hunter1', 0o644),
      changes: [
        { property: 'content', secret: true },
        { property: 'mode', from: '0644', to: '0600' },
      ],
      secrets: ['hunter1', 'hunter2'],
      after: hasMode('f', 0o600),
    },
    {
      name: 'another mode',
      params: at('f', { mode: '0640' }),
      setUp: writes('f', 'x', 0o604),
      changes: [{ property: 'mode', from: '0604', to: '0640' }],
      after: hasMode('f', 0o640),
    },
    {
      name: 'a mode that takes the owner all',
      params: at('f', { mode: '0000' }),
      setUp: writes('f', 'x'),
      changes: [{ property: 'mode', from: '0644', to: '0000' }],
      after: hasMode('f', 0),
    },
    {
      name: 'a mode that gives the owner something',
      params: at('f', { mode: '0600' }),
      setUp: writes('f', 'x', 0),
      changes: [{ property: 'mode', from: '0000', to: '0600' }],
      after: hasMode('f', 0o600),
    },
    {
      name: 'another owner and group',
      params: at('f', { owner: 54321, group: 54322 }),
      setUp: writes('f', 'x', 0o4755),
      skip: needsRoot,
      changes: [
        { property: 'owner', to: '54321' },
        { property: 'group', to: '54322' },
      ],
      after: ({ dir }) => expect(statSync(`${dir}/f`)).toMatchObject({ uid: 54321, gid: 54322 }),
    },
    {
      name: 'another owner of a file with the set-user-id bit',
      params: at('f', { owner: 54321, mode: '4755' }),
      setUp: writes('f', 'x', 0o4755),
      skip: needsRoot,
      changes: [{ property: 'owner', to: '54321' }],
      after: hasMode('f', 0o4755),
    },
    {
      name: 'another content of a file of others',
      params: at('f', { content: 'x' }),
      setUp(place) {
        writes('f', 'y', 0o640)(place);
        chownSync(`${place.dir}/f`, 54321, 54322);
      },
      skip: needsRoot,
      changes: [{ property: 'content' }],
      after: ({ dir }) => expect(statSync(`${dir}/f`)).toMatchObject({ uid: 54321, gid: 54322 }),
    },
    {
      name: 'another content and mode in the state "undefined"',
      params: at('f', { state: 'undefined', content: 'x', mode: '0644' }),
      setUp: writes('f', 'y', 0o600),
      changes: [{ property: 'content', secret: true }, { property: 'mode' }],
      after(place) {
        reads('f', 'x')(place);
        hasMode('f', 0o644)(place);
      },
    },
    {
      name: 'a missing directory',
      params: at('d/', { mode: '2770' }),
      changes: [
        { property: 'state', from: 'absent', to: 'exists' },
        { property: 'mode', to: '2770' },
      ],
      after: hasMode('d', 0o2770),
    },
    {
      name: 'another mode of a directory',
      params: at('d/', { mode: '1777' }),
      setUp: makes('d'),
      changes: [{ property: 'mode', from: '0755', to: '1777' }],
      after: hasMode('d', 0o1777),
    },
    {
      name: 'a file that is to go',
      params: at('f', { state: 'absent' }),
      setUp: writes('f', 'x'),
      changes: [{ property: 'state', from: 'exists', to: 'absent' }],
      after: isEmpty,
    },
    {
      name: 'an empty directory that is to go',
      params: at('d/', { state: 'absent' }),
      setUp: makes('d'),
      changes: [{ property: 'state', from: 'exists', to: 'absent' }],
      after: isEmpty,
    },
    {
      name: 'a dangling link that is to go',
      params: at('f', { state: 'absent' }),
      setUp: ({ dir }) => symlinkSync('nowhere', `${dir}/f`),
      changes: [{ property: 'state', from: 'exists', to: 'absent' }],
      after: isEmpty,
    },
  ],

  watched: [
    {
      name: 'a file that is written',
      params: at('f', { content: 'x' }),
      setUp: writes('f', 'x'),
      drift: writes('f', 'y'),
    },
    {
      name: 'a file that is replaced',
      params: at('f', { content: 'x' }),
      setUp: writes('f', 'x'),
      drift(place) {
        writes('new', 'y')(place);
        renameSync(`${place.dir}/new`, `${place.dir}/f`);
      },
    },
    {
      name: 'a file that is removed',
      params: at('f'),
      setUp: writes('f', 'x'),
      drift: ({ dir }) => unlinkSync(`${dir}/f`),
    },
    {
      name: 'a mode that is changed',
      params: at('f', { mode: '0600' }),
      setUp: writes('f', 'x', 0o600),
      drift: ({ dir }) => chmodSync(`${dir}/f`, 0o644),
    },
    {
      name: 'an absent file that comes',
      params: at('f', { state: 'absent' }),
      drift: writes('f', ''),
    },
    {
      name: 'an absent file that comes with its directory',
      params: at('d/f', { state: 'absent' }),
      drift(place) {
        makes('d')(place);
        writes('d/f', '')(place);
      },
    },
    {
      name: 'a directory on the way that is moved',
      params: at('d/f', { content: 'x' }),
      setUp(place) {
        makes('d')(place);
        writes('d/f', 'x')(place);
      },
      drift: ({ dir }) => renameSync(`${dir}/d`, `${dir}/away`),
    },
    {
      name: 'a link on the way that is switched',
      params: at('link/f', { content: 'x' }),
      setUp(place) {
        makes('one')(place);
        makes('other')(place);
        writes('one/f', 'x')(place);
        symlinkSync('one', `${place.dir}/link`);
      },
      drift({ dir }) {
        symlinkSync('other', `${dir}/new`);
        renameSync(`${dir}/new`, `${dir}/link`);
      },
    },
    {
      name: 'a directory that is removed',
      params: at('d/'),
      setUp: makes('d'),
      drift: ({ dir }) => rmSync(`${dir}/d`, { recursive: true }),
    },
    {
      name: 'a mode of a directory that is changed',
      params: at('d/', { mode: '0700' }),
      setUp: makes('d', 0o700),
      drift: ({ dir }) => chmodSync(`${dir}/d`, 0o755),
    },
    {
      name: 'an owner that is changed',
      params: at('f', { owner: 0 }),
      setUp: writes('f', 'x'),
      skip: needsRoot,
      drift: ({ dir }) => chownSync(`${dir}/f`, 54321, 0),
    },
    {
      name: 'a file whose content can no longer be read',
      params: at('f', { content: 'x', mode: '0600' }),
      setUp: writes('f', 'x', 0o600),
      drift: ({ dir }) => chmodSync(`${dir}/f`, 0),
    },
  ],

  rejected: [
    { name: 'a relative path', params: { path: 'f' }, message: 'absolute', path: 'path' },
    { name: 'a path with ".."', params: { path: '/a/../b' }, message: '".."', path: 'path' },
    { name: 'a bare number for a mode', params: { path: '/f', mode: 644 }, message: /quoted/, path: 'mode' },
    { name: 'a mode of no form', params: { path: '/f', mode: 'u+y' }, message: '', path: 'mode' },
    {
      name: 'content for a directory',
      params: { path: '/d/', content: 'hunter2' },
      message: 'has no content',
      path: 'content',
      secrets: ['hunter2'],
    },
    {
      name: 'content for what is to be absent',
      params: { path: '/f', state: 'absent', content: 'hunter2' },
      message: 'absent',
      path: 'content',
      secrets: ['hunter2'],
    },
    {
      name: 'bytes for content',
      params: { path: '/f', content: ['hunter2'] },
      message: 'Has to be a text',
      path: 'content',
      secrets: ['hunter2'],
    },
    { name: 'an owner below zero', params: { path: '/f', owner: -1 }, message: 'id from 0', path: 'owner' },
  ],
});
