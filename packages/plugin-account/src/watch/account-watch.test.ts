import { existsSync, renameSync } from 'node:fs';
import type { Member, Resource, WatchSet } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cannotChange } from '../testing/place-machine.ts';
import { Stage } from '../testing/stage.ts';

describe.skipIf(cannotChange)('the watch of accounts', () => {
  let stage: Stage;
  let set: WatchSet<unknown>;
  let notified: string[];

  beforeEach(() => {
    stage = new Stage();
    notified = [];
  });
  afterEach(async () => {
    await set.close();
    await stage.close();
  });

  const hand = (command: string) => stage.machine.command('sh', '-c', command);

  // biome-ignore lint/suspicious/noExplicitAny: each hook gets what its own schema made
  async function watch(kind: Resource<any>, resources: Readonly<Record<string, object>>) {
    set = await kind.groupable!.watchAll!(stage.services);
    const members: Record<string, Member<unknown>> = {};
    for (const [name, params] of Object.entries(resources)) {
      members[name] = stage.member(kind, name, params);
      await set.add(members[name], () => notified.push(name));
    }
    return members;
  }

  /** Resolves when the last one, which each test changes at its end, is told: all before it has been told, too. */
  const told = (name: string) => vi.waitFor(() => expect(notified).toContain(name));

  test('tells those of whom the files say something else, and no others', async () => {
    hand('useradd ann; useradd bob; useradd last');
    await watch(stage.users, { ann: {}, bob: { groups: ['staff'] }, none: {}, last: {} });
    hand('usermod -c Ann ann');
    await told('ann');
    hand('gpasswd -a bob staff');
    await told('bob');
    hand('useradd stranger; usermod -c Last last');
    await told('last');
    expect(new Set(notified)).toEqual(new Set(['ann', 'bob', 'last']));
  });

  test('of passwords tells those alone that declare them', async () => {
    hand('useradd ann; useradd bob');
    await watch(stage.users, { ann: {}, bob: { password: '*' } });
    hand("printf 'ann:*\\nbob:*\\n' | chpasswd -e");
    await told('bob');
    expect(notified).not.toContain('ann');
  });

  test('tells what a check in between has not seen', async () => {
    hand('useradd -s /bin/sh ann');
    const { ann } = await watch(stage.users, { ann: { shell: '/bin/sh' } });
    // The check sees what was there for a moment; the files are as the watch knew them when that comes to look.
    const line = stage.machine.line('passwd', 'ann')!;
    hand(`sed -i 's|^ann:.*|${line.replace('/bin/sh', '/bin/dash')}|' /etc/passwd`);
    await stage.users.groupable!.checkAll!([ann!], stage.stop.signal);
    hand(`sed -i 's|^ann:.*|${line}|' /etc/passwd`);
    await told('ann');
  });

  test('tells whom others keep from being put right as soon as that ends', async () => {
    hand('groupadd -g 1500 taken; groupadd old; useradd -g old bob');
    await watch(stage.groups, { dev: { gid: 1500 }, old: { state: 'absent' } });
    hand('groupmod -g 1600 taken');
    await told('dev');
    hand('usermod -g staff bob');
    await told('old');
  });

  test('tells users, too, when what they wait for is there', async () => {
    hand('useradd -u 1200 bob');
    await watch(stage.users, { ann: { groups: ['late'] }, eve: { uid: 1200 }, last: {} });
    hand('groupadd late');
    await told('ann');
    hand('usermod -u 1300 bob');
    await told('eve');
    expect(notified).not.toContain('last');
  });

  test('follows a home directory to where the entry says it is', async () => {
    hand('useradd -m ann; mkdir /home/new');
    await watch(stage.users, { ann: { manageHome: true } });
    hand('usermod -d /home/new ann');
    await told('ann');
    await vi.waitFor(() => expect(notified.length).toBeGreaterThan(1));
    notified = [];
    renameSync(`${stage.machine.dir}/home/new`, `${stage.machine.dir}/away`);
    await told('ann');
    expect(existsSync(`${stage.machine.dir}/home/ann`)).toBe(true);
  });

  test('tells who was contradicted when the other is gone', async () => {
    hand('useradd -s /bin/sh ann');
    const { ann, again } = await watch(stage.users, {
      ann: { shell: '/bin/sh' },
      again: { name: 'ann', shell: '/bin/dash' },
    });
    const check = async () =>
      Promise.all(await stage.users.groupable!.checkAll!([again!], stage.stop.signal));
    expect(await check()).toMatchObject([{ reason: { code: 'ACCOUNT_CONTRADICTED' } }]);
    await set.remove(ann!);
    expect(notified).toEqual(['again']);
    expect(await check()).toMatchObject([{ value: [{ property: 'shell' }] }]);
  });

  test('takes members away, and others stay', async () => {
    hand('useradd ann; useradd bob');
    const { ann } = await watch(stage.users, { ann: { manageHome: true }, bob: {} });
    await set.remove(ann!);
    hand('usermod -c Ann ann; usermod -c Bob bob');
    await told('bob');
    expect(new Set(notified)).toEqual(new Set(['bob']));
  });
});
