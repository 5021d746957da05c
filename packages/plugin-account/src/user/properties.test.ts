import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cannotChange } from '../testing/place-machine.ts';
import { Stage } from '../testing/stage.ts';

const hash = '$6$saltofann$Nh5bQjA4rXcQm0hW3kPzq1T8ysmKq2aFhUeJ6dVb7LwCxGtRoYiZ/E9u.D1vSfH4';
const another = hash.replace('saltofann', 'saltofbob');

describe.skipIf(cannotChange)('a user that is there', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    hand(`useradd -m -u 1200 -s /bin/sh -c Ann ann && echo 'ann:${hash}' | chpasswd -e`);
  });
  afterEach(() => stage.close());

  const hand = (command: string) => stage.machine.command('sh', '-c', command);
  const line = (database: 'passwd' | 'group' | 'shadow', name = 'ann') => stage.machine.line(database, name);
  const field = () => line('shadow')!.split(':')[1];

  /** What the check finds first; afterwards it is in state. */
  async function kept(params: object): Promise<unknown> {
    const { ann } = await stage.check(stage.users, { ann: params });
    expect(await stage.keep(stage.users, { ann: params })).toEqual({ ann: [] });
    return ann;
  }

  test('is left alone where nothing is declared', async () => {
    expect(await kept({})).toEqual([]);
  });

  test('is put into further groups, and stays in others', async () => {
    hand('usermod -G video,users ann');
    expect(await kept({ groups: ['staff', 'users'] })).toEqual([
      { property: 'groups', from: 'users,video', to: 'users,video,staff' },
    ]);
    expect([line('group', 'staff'), line('group', 'video')]).toEqual(['staff:x:50:ann', 'video:x:44:ann']);
  });

  test('is taken out of all groups when exactly none are declared', async () => {
    hand('usermod -G video,users ann');
    expect(await kept({ groups: [], membership: 'inclusive' })).toEqual([
      { property: 'groups', from: 'users,video', to: undefined },
    ]);
    expect(line('group', 'video')).toBe('video:x:44:');
  });

  test('may be named by its own group, too', async () => {
    hand('gpasswd -a ann ann');
    expect(await kept({ groups: [], membership: 'inclusive' })).toEqual([]);
  });

  test('has its primary group by name or number', async () => {
    expect(await kept({ group: 1200 })).toEqual([]);
    expect(await kept({ group: 'staff' })).toEqual([{ property: 'group', from: 'ann', to: 'staff' }]);
    expect(await kept({ group: 44 })).toEqual([{ property: 'group', from: 'staff', to: 44 }]);
  });

  test('may be told to live elsewhere, without its directory', async () => {
    expect(await kept({ home: '/srv/ann' })).toEqual([
      { property: 'home', from: '/home/ann', to: '/srv/ann' },
    ]);
    expect(existsSync(`${stage.machine.dir}/home/ann`)).toBe(true);
  });

  test('is locked and unlocked, and keeps its password', async () => {
    const day = line('shadow')!.split(':')[2];
    expect(await kept({ locked: true })).toEqual([{ property: 'locked', from: false, to: true }]);
    expect(field()).toBe(`!${hash}`);
    expect(await kept({ locked: false })).toEqual([{ property: 'locked', from: true, to: false }]);
    expect(field()).toBe(hash);
    expect(line('shadow')!.split(':')[2]).toBe(day);
  });

  test('stays locked when its password is changed and nobody speaks of the lock', async () => {
    hand('usermod -L ann');
    expect(await kept({ password: hash })).toEqual([]);
    expect(await kept({ password: another })).toEqual([{ property: 'password', secret: true }]);
    expect(field()).toBe(`!${another}`);
    expect(await kept({ password: hash, locked: false })).toHaveLength(2);
    expect(field()).toBe(hash);
  });

  test('may have no password at all', async () => {
    expect(await kept({ password: '*' })).toEqual([{ property: 'password', secret: true }]);
    expect(field()).toBe('*');
  });

  test('shares its uid with another one only when that is said', async () => {
    expect(await kept({ uid: 1, allowDuplicateUid: true })).toEqual([{ property: 'uid', from: 1200, to: 1 }]);
    expect(line('passwd')).toMatch(/^ann:x:1:/);
  });
});

describe.skipIf(cannotChange)('a new user', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

  test('gets the group of its name that is there', async () => {
    stage.machine.command('groupadd', '-g', '1500', 'app');
    expect(await stage.keep(stage.users, { app: {} })).toEqual({ app: [] });
    expect(stage.machine.line('passwd', 'app')).toMatch(/^app:x:1000:1500:/);
  });

  test('of the system gets one of its ids', async () => {
    expect(await stage.keep(stage.users, { app: { system: true } })).toEqual({ app: [] });
    expect(stage.machine.line('passwd', 'app')).toMatch(/^app:x:[1-9]\d\d:/);
  });
});
