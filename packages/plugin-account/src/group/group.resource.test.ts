import { WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { expect } from 'vitest';
import { does, inPlace, machine } from '../testing/in-place.ts';
import { cannotChange, MACHINE, machineOf, PlaceMachine } from '../testing/place-machine.ts';
import { groupOver } from './group.ts';

const skip = cannotChange;

const finds =
  (line: string | undefined, name = 'dev') =>
  ({ services }: Place) =>
    expect(machineOf(services).line('group', name)).toBe(line);

testResource(groupOver(machineOf), {
  services: [
    [WATCHER, () => createWatcher()],
    [MACHINE, () => new PlaceMachine()],
  ],

  inSync: [
    {
      name: 'it is there',
      skip,
      params: inPlace({ name: 'dev', gid: 1500 }),
      setUp: machine('groupadd -g 1500 dev'),
    },
    {
      name: 'it is to be absent and is',
      skip,
      params: inPlace({ name: 'dev', state: 'absent' }),
      setUp: machine(),
    },
  ],

  drifted: [
    {
      name: 'it is not there',
      skip,
      params: inPlace({ name: 'dev' }),
      setUp: machine(),
      changes: [{ property: 'state', from: 'absent', to: 'exists' }],
      after: finds('dev:x:1000:'),
    },
    {
      name: 'it is not there, and has a number',
      skip,
      params: inPlace({ name: 'dev', gid: 1500, system: true }),
      setUp: machine(),
      changes: [{ property: 'state' }, { property: 'gid', from: undefined, to: 1500 }],
      after: finds('dev:x:1500:'),
    },
    {
      name: 'it has another number',
      skip,
      params: inPlace({ name: 'dev', gid: 1500 }),
      setUp: machine('groupadd -g 1600 dev', 'useradd -G dev ann', 'useradd -g dev bob'),
      changes: [{ property: 'gid', from: 1600, to: 1500 }],
      after(place) {
        finds('dev:x:1500:ann')(place);
        expect(machineOf(place.services).line('passwd', 'bob')).toContain(':1500:');
      },
    },
    {
      name: 'it is to be absent',
      skip,
      params: inPlace({ name: 'dev', state: 'absent' }),
      setUp: machine('groupadd dev'),
      changes: [{ property: 'state', from: 'exists', to: 'absent' }],
      after: finds(undefined),
    },
  ],

  watched: [
    {
      name: 'it is removed',
      skip,
      params: inPlace({ name: 'dev' }),
      setUp: machine('groupadd dev'),
      drift: does('groupdel dev'),
    },
    {
      name: 'it comes back',
      skip,
      params: inPlace({ name: 'dev', state: 'absent' }),
      setUp: machine(),
      drift: does('groupadd dev'),
    },
  ],

  grouped: [
    { name: 'one that is missing', skip, params: inPlace({ name: 'dev', gid: 1500 }), setUp: machine() },
    { name: 'one whose gid is taken', skip, params: inPlace({ name: 'ops', gid: 1 }) },
    { name: 'one that is in use', skip, params: inPlace({ name: 'daemon', state: 'absent' }) },
    { name: 'one that goes', skip, params: inPlace({ name: 'video', state: 'absent' }) },
    { name: 'one that is right', skip, params: inPlace({ name: 'staff', gid: 50 }) },
  ],

  rejected: [
    { name: 'an option for a name', params: { name: '-x' }, message: 'Write a name', path: 'name' },
    { name: 'a colon in a name', params: { name: 'a:b' }, message: 'Write a name', path: 'name' },
    { name: 'a line break in a name', params: { name: 'a\n' }, message: 'Write a name', path: 'name' },
    { name: 'a number for a name', params: { name: '1000' }, message: 'Write a name', path: 'name' },
    { name: 'a long name', params: { name: 'a'.repeat(33) }, message: 'Write a name', path: 'name' },
    { name: 'no number', params: { name: 'a', gid: 2 ** 32 - 1 }, message: '4294967294', path: 'gid' },
    {
      name: 'root that is to go',
      params: { name: 'root', state: 'absent' },
      message: 'not removed',
      path: 'name',
    },
  ],
});
