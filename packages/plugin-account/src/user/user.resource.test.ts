import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { expect } from 'vitest';
import { does, inPlace, machine } from '../testing/in-place.ts';
import { cannotChange, MACHINE, machineOf, PlaceMachine } from '../testing/place-machine.ts';
import { userOver } from './user.ts';

const skip = cannotChange;

const hash = '$6$saltofann$Nh5bQjA4rXcQm0hW3kPzq1T8ysmKq2aFhUeJ6dVb7LwCxGtRoYiZ/E9u.D1vSfH4';
const another = '$6$saltofbob$Zh5bQjA4rXcQm0hW3kPzq1T8ysmKq2aFhUeJ6dVb7LwCxGtRoYiZ/E9u.D1vSfH4';

/** A user with a password, made by hand. */
const ann = ['useradd -m -u 1200 -s /bin/sh -c Ann ann', `echo 'ann:${hash}' | chpasswd -e`];

const passwd = (line: string | undefined, name = 'ann') => finds('passwd', line, name);

function finds(database: 'passwd' | 'group' | 'shadow', line: string | RegExp | undefined, name = 'ann') {
  return ({ services }: Place) => {
    const found = machineOf(services).line(database, name);
    if (line instanceof RegExp) expect(found).toMatch(line);
    else expect(found).toBe(line);
  };
}

const all =
  (...looks: readonly ((place: Place) => void)[]) =>
  (place: Place) => {
    for (const look of looks) look(place);
  };

testResource(userOver(machineOf), {
  services: [
    [WATCHER, () => createWatcher()],
    [MACHINE, () => new PlaceMachine()],
  ],

  inSync: [
    {
      name: 'all is as declared',
      skip,
      params: inPlace({
        name: 'ann',
        uid: 1200,
        group: 'ann',
        groups: ['staff'],
        home: '/home/ann',
        manageHome: true,
        shell: '/bin/sh',
        comment: 'Ann',
        password: hash,
        locked: false,
        expires: '2040-02-29',
      }),
      setUp: machine(...ann, 'usermod -aG staff,video -e 2040-02-29 ann'),
      secrets: [hash],
    },
    {
      name: 'it is locked, and has the declared password below the lock',
      skip,
      params: inPlace({ name: 'ann', password: hash }),
      setUp: machine(...ann, 'usermod -L ann'),
      secrets: [hash],
    },
    {
      name: 'it is to be absent and is',
      skip,
      params: inPlace({ name: 'ann', state: 'absent' }),
      setUp: machine(),
    },
  ],

  drifted: [
    {
      name: 'it is not there',
      skip,
      params: inPlace({ name: 'ann' }),
      setUp: machine(),
      changes: [{ property: 'state', from: 'absent', to: 'exists' }],
      after: all(
        passwd('ann:x:1000:1000::/home/ann:/bin/sh'),
        finds('group', 'ann:x:1000:'),
        finds('shadow', /^ann:!:/),
        ({ dir }) => expect(existsSync(`${dir}/home/ann`)).toBe(false),
      ),
    },
    {
      name: 'it is not there, and all is declared of it',
      skip,
      params: inPlace({
        name: 'ann',
        uid: 1200,
        group: 'users',
        groups: ['staff', 'video'],
        home: '/home/people/ann',
        manageHome: true,
        shell: '/bin/dash',
        comment: 'Ann of the Lake, Ä',
        password: hash,
        locked: true,
        expires: '2040-12-31',
      }),
      setUp: machine(),
      secrets: [hash],
      changes: [
        { property: 'state', from: 'absent', to: 'exists' },
        { property: 'uid', from: undefined, to: 1200 },
        { property: 'group', from: undefined, to: 'users' },
        { property: 'groups', from: undefined, to: 'staff,video' },
        { property: 'home', from: undefined, to: '/home/people/ann' },
        { property: 'home directory', from: undefined, to: '/home/people/ann' },
        { property: 'shell', from: undefined, to: '/bin/dash' },
        { property: 'comment', from: undefined, to: 'Ann of the Lake, Ä' },
        { property: 'password', secret: true },
        { property: 'locked', from: undefined, to: true },
        { property: 'expires', from: undefined, to: '2040-12-31' },
      ],
      after: all(
        passwd('ann:x:1200:100:Ann of the Lake, Ä:/home/people/ann:/bin/dash'),
        finds('group', 'staff:x:50:ann', 'staff'),
        finds('group', undefined),
        ({ dir, services }) => {
          expect(machineOf(services).line('shadow', 'ann')!.split(':')[1]).toBe(`!${hash}`);
          expect(machineOf(services).line('shadow', 'ann')!.split(':')[7]).toBe('25932');
          const home = `${dir}/home/people/ann`;
          expect(readFileSync(`${home}/.profile`, 'utf8')).toBe('# from skel\n');
          expect([statSync(home).uid, statSync(home).gid, statSync(home).mode & 0o777]).toEqual([
            1200, 100, 0o750,
          ]);
        },
      ),
    },
    {
      name: 'all is otherwise',
      skip,
      params: inPlace({
        name: 'ann',
        uid: 1300,
        group: 100,
        groups: ['staff'],
        membership: 'inclusive',
        home: '/home/moved',
        manageHome: true,
        shell: '/bin/dash',
        comment: '',
        password: another,
        expires: 'never',
      }),
      setUp: machine(...ann, 'usermod -G video -e 2040-12-31 ann', 'echo mine > /home/ann/file'),
      secrets: [hash, another],
      changes: [
        { property: 'uid', from: 1200, to: 1300 },
        { property: 'group', from: 'ann', to: 100 },
        { property: 'groups', from: 'video', to: 'staff' },
        { property: 'home', from: '/home/ann', to: '/home/moved' },
        { property: 'home directory', from: '/home/ann', to: '/home/moved' },
        { property: 'shell', from: '/bin/sh', to: '/bin/dash' },
        { property: 'comment', from: 'Ann', to: '' },
        { property: 'password', secret: true },
        { property: 'expires', from: '2040-12-31', to: 'never' },
      ],
      after: all(
        passwd('ann:x:1300:100::/home/moved:/bin/dash'),
        finds('group', 'staff:x:50:ann', 'staff'),
        finds('group', 'video:x:44:', 'video'),
        ({ dir, services }) => {
          const shadow = machineOf(services).line('shadow', 'ann')!.split(':');
          expect([shadow[1], shadow[7]]).toEqual([another, '']);
          expect(readFileSync(`${dir}/home/moved/file`, 'utf8')).toBe('mine\n');
          expect(existsSync(`${dir}/home/ann`)).toBe(false);
        },
      ),
    },
    {
      name: 'its home directory is gone',
      skip,
      params: inPlace({ name: 'ann', manageHome: true }),
      setUp: machine(...ann, 'rm -r /home/ann'),
      changes: [{ property: 'home directory', from: undefined, to: '/home/ann' }],
      after({ dir }) {
        const home = statSync(`${dir}/home/ann`);
        expect([home.uid, home.mode & 0o777]).toEqual([1200, 0o750]);
        expect(existsSync(`${dir}/home/ann/.profile`)).toBe(true);
      },
    },
    {
      name: 'it is to be absent',
      skip,
      params: inPlace({ name: 'ann', state: 'absent' }),
      setUp: machine(...ann, 'usermod -aG staff ann'),
      changes: [{ property: 'state', from: 'exists', to: 'absent' }],
      after: all(passwd(undefined), finds('group', 'staff:x:50:', 'staff'), ({ dir }) =>
        expect(existsSync(`${dir}/home/ann`)).toBe(true),
      ),
    },
    {
      name: 'it is to be absent with its home directory',
      skip,
      params: inPlace({ name: 'ann', state: 'absent', removeHome: true }),
      setUp: machine(...ann),
      changes: [{ property: 'state', from: 'exists', to: 'absent' }],
      after: ({ dir }) => expect(existsSync(`${dir}/home/ann`)).toBe(false),
    },
  ],

  watched: [
    {
      name: 'its shell is changed',
      skip,
      params: inPlace({ name: 'ann', shell: '/bin/sh' }),
      setUp: machine(...ann),
      drift: does('usermod -s /bin/dash ann'),
    },
    {
      name: 'it is removed',
      skip,
      params: inPlace({ name: 'ann' }),
      setUp: machine(...ann),
      drift: does('userdel ann'),
    },
    {
      name: 'it is taken out of a group',
      skip,
      params: inPlace({ name: 'ann', groups: ['staff'] }),
      setUp: machine(...ann, 'usermod -G staff ann'),
      drift: does('gpasswd -d ann staff'),
    },
    {
      name: 'its password is changed',
      skip,
      params: inPlace({ name: 'ann', password: hash }),
      setUp: machine(...ann),
      drift: does("echo 'ann:*' | chpasswd -e"),
    },
    {
      name: 'it expires',
      skip,
      params: inPlace({ name: 'ann', expires: 'never' }),
      setUp: machine(...ann),
      drift: does('usermod -e 2001-01-01 ann'),
    },
    {
      name: 'its group gets another number',
      skip,
      params: inPlace({ name: 'daemon', group: 'daemon' }),
      setUp: machine(),
      drift: does("sed -i 's/^daemon:x:1:/daemon:x:2:/' /etc/group"),
    },
    {
      name: 'its home directory is moved away',
      skip,
      params: inPlace({ name: 'ann', manageHome: true }),
      setUp: machine(...ann),
      drift: ({ dir }) => renameSync(`${dir}/home/ann`, `${dir}/away`),
    },
    {
      name: 'its declared home directory is removed',
      skip,
      params: inPlace({ name: 'ann', home: '/home/ann', manageHome: true }),
      setUp: machine(...ann),
      drift: ({ dir }) => rmSync(`${dir}/home/ann`, { recursive: true }),
    },
    {
      name: 'it comes back',
      skip,
      params: inPlace({ name: 'ann', state: 'absent' }),
      setUp: machine(),
      drift: does('useradd ann'),
    },
  ],

  grouped: [
    {
      name: 'one that is missing',
      skip,
      params: inPlace({ name: 'ann', uid: 1200 }),
      setUp: machine('useradd -u 1100 old'),
    },
    { name: 'one that is right', skip, params: inPlace({ name: 'daemon', uid: 1 }) },
    { name: 'one whose uid is taken', skip, params: inPlace({ name: 'bob', uid: 1 }) },
    { name: 'one in a group that is not there', skip, params: inPlace({ name: 'eve', groups: ['none'] }) },
    {
      name: 'one that goes',
      skip,
      params: inPlace({ name: 'old', state: 'absent' }),
    },
  ],

  rejected: [
    { name: 'an option for a name', params: { name: '-x' }, message: 'Write a name', path: 'name' },
    { name: 'a colon in a name', params: { name: 'a:b' }, message: 'Write a name', path: 'name' },
    {
      name: 'an option for a group',
      params: { name: 'a', groups: ['-x'] },
      message: 'Write a name',
      path: 'groups.0',
    },
    {
      name: 'two groups in one',
      params: { name: 'a', groups: ['b,c'] },
      message: 'Write a name',
      path: 'groups.0',
    },
    {
      name: 'an option for its group',
      params: { name: 'a', group: '-x' },
      message: 'Write a name',
      path: 'group',
    },
    {
      name: 'its group twice',
      params: { name: 'a', group: 'b', groups: ['b'] },
      message: 'already',
      path: 'groups',
    },
    {
      name: 'a line break',
      params: { name: 'a', comment: 'A\nroot::0:0::/:' },
      message: 'no line break',
      path: 'comment',
    },
    { name: 'a colon', params: { name: 'a', comment: 'a:b' }, message: 'no ":"', path: 'comment' },
    { name: 'a relative home', params: { name: 'a', home: 'b' }, message: 'absolute', path: 'home' },
    {
      name: 'a home that leads elsewhere',
      params: { name: 'a', home: '/home/../etc' },
      message: '".."',
      path: 'home',
    },
    {
      name: 'a shell with a line break',
      params: { name: 'a', shell: '/bin/sh\n' },
      message: 'no line break',
      path: 'shell',
    },
    {
      name: 'a password itself',
      params: { name: 'a', password: 'hunter2' },
      message: 'never the password itself',
      path: 'password',
      secrets: ['hunter2'],
    },
    {
      name: 'a hash with a second field',
      params: { name: 'a', password: '$6$hunter2:0:' },
      message: 'Must be a hash',
      path: 'password',
      secrets: ['hunter2'],
    },
    {
      name: 'an empty password',
      params: { name: 'a', password: '' },
      message: 'Must be a hash',
      path: 'password',
    },
    {
      name: 'no day',
      params: { name: 'a', expires: '2030-02-30' },
      message: 'Must be a day',
      path: 'expires',
    },
    {
      name: 'root that is to go',
      params: { name: 'root', state: 'absent' },
      message: 'not removed',
      path: 'name',
    },
    {
      name: 'a home of an absent user',
      params: { name: 'a', state: 'absent', manageHome: true },
      message: 'removeHome',
      path: 'manageHome',
    },
    {
      name: 'a home that goes with a user who stays',
      params: { name: 'a', removeHome: true },
      message: 'absent',
      path: 'removeHome',
    },
    {
      name: 'a uid of two without a uid',
      params: { name: 'a', allowDuplicateUid: true },
      message: 'with uid',
      path: 'allowDuplicateUid',
    },
    {
      name: 'exactly no groups',
      params: { name: 'a', membership: 'inclusive' },
      message: 'with groups',
      path: 'membership',
    },
  ],
});
