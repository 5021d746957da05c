import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cannotChange, PlaceMachine } from '../testing/place-machine.ts';
import { Stage } from '../testing/stage.ts';
import { userParams } from './params.ts';
import { userKeeping } from './user-keeping.ts';

const hash = '$6$saltofann$Nh5bQjA4rXcQm0hW3kPzq1T8ysmKq2aFhUeJ6dVb7LwCxGtRoYiZ/E9u.D1vSfH4';

describe.skipIf(cannotChange)('a user', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await stage.close();
  });

  const keep = (params: object, name = 'ann') => stage.keep(stage.users, { [name]: params });
  const hand = (command: string) => stage.machine.command('sh', '-c', command);
  const line = (name: string) => stage.machine.line('passwd', name);

  test('whose uid somebody else has is refused, and told who', async () => {
    expect(await keep({ uid: 1 })).toEqual({ ann: 'ACCOUNT_ID_TAKEN' });
    expect(stage.errors.get('ann')?.message).toBe('The uid 1 is that of "daemon"');
    hand('useradd ann');
    expect(await keep({ uid: 1 })).toEqual({ ann: 'ACCOUNT_ID_TAKEN' });
  });

  test('swaps its uid with nobody, and gets it as soon as the other has another one', async () => {
    hand('useradd -u 1200 ann; useradd -u 1300 bob');
    expect(await stage.keep(stage.users, { bob: { uid: 1400 }, ann: { uid: 1300 } })).toEqual({
      bob: [],
      ann: [],
    });
  });

  test('who runs something is told to be busy, by the process', async () => {
    hand('useradd -u 61234 ann');
    const busy = spawn('setpriv', ['--reuid', '61234', '--clear-groups', 'sleep', 'infinity'], {
      stdio: 'ignore',
    });
    try {
      await vi.waitFor(() =>
        expect(readFileSync(`/proc/${busy.pid}/status`, 'utf8')).toContain('Uid:\t61234'),
      );
      expect(await keep({ state: 'absent' })).toEqual({ ann: 'USER_BUSY' });
      expect(stage.errors.get('ann')?.message).toContain(`process ${busy.pid}`);
      expect(await keep({ comment: 'Ann' })).toEqual({ ann: [] });
    } finally {
      busy.kill();
      await once(busy, 'close');
    }
    expect(await keep({ state: 'absent' })).toEqual({ ann: [] });
  });

  test('in a group that is not in the files is refused, before anything is done', async () => {
    for (const params of [{ group: 'none' }, { group: 4711 }, { groups: ['staff', 'none'] }]) {
      expect(await keep(params)).toEqual({ ann: 'ACCOUNT_GROUP_UNKNOWN' });
      expect(line('ann')).toBeUndefined();
    }
  });

  test('that is given from elsewhere is told, and neither made nor removed', async () => {
    // systemd gives those, by the records in /etc/userdb: nss-systemd(8).
    mkdirSync(`${stage.machine.dir}/etc/userdb`);
    const record = { userName: 'lena', uid: 60_700, gid: 60_700, disposition: 'regular' };
    writeFileSync(`${stage.machine.dir}/etc/userdb/lena.user`, JSON.stringify(record));
    writeFileSync(
      `${stage.machine.dir}/etc/userdb/lena.group`,
      JSON.stringify({ groupName: 'lena', gid: 60_700, disposition: 'regular' }),
    );
    expect(await stage.check(stage.users, { lena: {}, ann: {}, root: {} })).toEqual({
      lena: 'ACCOUNT_FOREIGN',
      ann: [{ property: 'state', from: 'absent', to: 'exists' }],
      root: [],
    });
    expect(await keep({ state: 'absent' }, 'lena')).toEqual({ lena: 'ACCOUNT_FOREIGN' });
    expect(await stage.keep(stage.groups, { lena: {} })).toEqual({ lena: 'ACCOUNT_FOREIGN' });
    // usermod says that all is well, and does nothing.
    expect(await keep({ groups: ['lena'] })).toEqual({ ann: 'ACCOUNT_GROUP_UNKNOWN' });
  });

  test('that is root by another name, or runs homeostat, is not removed', async () => {
    hand('useradd -o -u 0 toor; useradd -u 1200 ann');
    vi.spyOn(process, 'getuid').mockReturnValue(1200);
    expect(await keep({ state: 'absent' }, 'toor')).toEqual({ toor: 'USER_PROTECTED' });
    expect(await keep({ state: 'absent' })).toEqual({ ann: 'USER_PROTECTED' });
    expect([line('toor'), line('ann')]).not.toContain(undefined);
  });

  test('that has no password is not unlocked', async () => {
    hand('useradd ann');
    expect(await keep({ locked: false })).toEqual({ ann: 'USER_HAS_NO_PASSWORD' });
    expect(stage.machine.line('shadow', 'ann')).toMatch(/^ann:!:/);
    expect(await keep({ locked: false, password: hash })).toEqual({ ann: [] });
    expect(await keep({ locked: true, password: '*' })).toEqual({ ann: [] });
    expect(stage.machine.line('shadow', 'ann')).toMatch(/^ann:!\*:/);
  });

  test('whose hash stands in /etc/passwd has it there', async () => {
    hand(`useradd ann; sed -i 's|^ann:x:|ann:${hash}:|' /etc/passwd; sed -i '/^ann:/d' /etc/shadow`);
    expect(await stage.check(stage.users, { ann: { password: hash, locked: false } })).toEqual({ ann: [] });
    expect(await keep({ password: hash, locked: true })).toEqual({ ann: [] });
  });

  test('is given its password by stdin, and no command shows it', async () => {
    class ListeningMachine extends PlaceMachine {
      readonly commands: string[] = [];
      override run(tool: string, args: readonly string[], kill: AbortSignal, input?: string) {
        this.commands.push([tool, ...args].join(' '));
        return super.run(tool, args, kill, input);
      }
    }
    const machine = new ListeningMachine();
    const listening = new Stage(machine);
    try {
      expect(await listening.keep(listening.users, { ann: { password: hash } })).toEqual({ ann: [] });
      expect(await listening.keep(listening.users, { ann: { password: hash, locked: true } })).toEqual({
        ann: [],
      });
      expect(machine.commands).toContain('chpasswd --encrypted');
      expect(machine.commands).toContain('usermod --lock -- ann');
      expect(machine.commands.join('\n')).not.toContain('saltofann');
      expect(listening.output).not.toContain('saltofann');
    } finally {
      await listening.close();
    }
  });

  test('moves its home nowhere where something is', async () => {
    hand('useradd -m ann; mkdir /home/new');
    const moved = { home: '/home/new', manageHome: true };
    expect(await keep(moved)).toEqual({ ann: 'USER_HOME_NOT_MOVED' });
    expect(line('ann')).toContain(':/home/ann:');
    rmSync(`${stage.machine.dir}/home/new`, { recursive: true });
    writeFileSync(`${stage.machine.dir}/home/new`, '');
    expect(await keep(moved)).toEqual({ ann: 'USER_HOME_TAKEN' });
    rmSync(`${stage.machine.dir}/home/new`);
    expect(await keep(moved)).toEqual({ ann: [] });
    expect(existsSync(`${stage.machine.dir}/home/new/.profile`)).toBe(true);
  });

  test('whose home was moved by hand gets the entry', async () => {
    hand('useradd -m ann; mv /home/ann /home/new');
    expect(await keep({ home: '/home/new', manageHome: true })).toEqual({ ann: [] });
  });

  test('of whose home directory something is in the way is not made', async () => {
    writeFileSync(`${stage.machine.dir}/home/ann`, '');
    expect(await keep({ home: '/home/ann', manageHome: true })).toEqual({ ann: 'USER_HOME_TAKEN' });
    expect(line('ann')).toBeUndefined();
  });

  test('gets no home made where others could put a link', async () => {
    const home = { home: '/home/bob/ann', manageHome: true };
    hand('useradd -m bob');
    expect(await keep(home)).toEqual({ ann: 'USER_HOME_UNSAFE' });
    expect(line('ann')).toBeUndefined();
    hand('chown root:staff /home/bob; chmod 775 /home/bob');
    expect(await keep(home)).toEqual({ ann: 'USER_HOME_UNSAFE' });
    hand('chmod 1777 /home/bob');
    expect(await keep(home)).toEqual({ ann: [] });
    expect(existsSync(`${stage.machine.dir}/home/bob/ann/.profile`)).toBe(true);
  });

  test('may be declared to be a member of its own group, too', async () => {
    hand('useradd ann');
    expect(await keep({ groups: ['ann'], membership: 'inclusive' })).toEqual({ ann: [] });
  });

  test('goes although its home belongs to somebody else, which is told', async () => {
    hand('useradd ann; mkdir /home/ann');
    expect(await keep({ state: 'absent', removeHome: true })).toEqual({ ann: 'USER_HOME_NOT_REMOVED' });
    expect(stage.errors.get('ann')?.message).toContain('/home/ann not owned by ann');
    expect(await keep({ state: 'absent', removeHome: true })).toEqual({ ann: [] });
  });

  test('that goes takes its group along, unless a resource keeps it', async () => {
    hand('useradd -u 1200 ann; useradd -u 1300 bob');
    stage.keptGroups.add('ann');
    const absent = { state: 'absent' };
    expect(await stage.keep(stage.users, { ann: absent, bob: absent })).toEqual({ ann: [], bob: [] });
    expect(stage.machine.line('group', 'ann')).toBe('ann:x:1200:');
    expect(stage.machine.line('group', 'bob')).toBeUndefined();
  });

  test('that two resources want otherwise is kept as the first of them says', async () => {
    hand('useradd -s /bin/sh ann');
    const resources = { ann: { shell: '/bin/dash' }, again: { name: 'ann', shell: '/bin/sh' } };
    expect(await stage.keep(stage.users, resources)).toEqual({ ann: [], again: 'ACCOUNT_CONTRADICTED' });
    expect(line('ann')).toMatch(/dash$/);
  });

  test.each([
    [{ shell: '/bin/sh' }, { comment: 'Ann' }, false],
    [{ groups: ['a'] }, { groups: ['b'] }, false],
    [{ groups: ['a'], membership: 'inclusive' }, { groups: ['b'] }, true],
    [{ groups: ['b'] }, { groups: ['a'], membership: 'inclusive' }, true],
    [{ groups: ['a', 'b'], membership: 'inclusive' }, { groups: ['b'] }, false],
    [{ state: 'absent' }, {}, true],
    [{ uid: 1 }, { uid: 2 }, true],
    [{ locked: false }, { locked: true }, true],
  ])('%j and %j contradict: %j', (one, other, expected) => {
    const parse = (params: object) => userParams.parse({ name: 'ann', ...params });
    expect(userKeeping.contradicts(parse(one), parse(other))).toBe(expected);
  });

  test('of several the one that fails keeps no other back', async () => {
    expect(
      await stage.keep(stage.users, { a: {}, b: { uid: 0 }, c: { groups: ['none'] }, d: { uid: 1500 } }),
    ).toEqual({ a: [], b: 'ACCOUNT_ID_TAKEN', c: 'ACCOUNT_GROUP_UNKNOWN', d: [] });
  });

  test('is not made twice, when somebody else was faster', async () => {
    const member = stage.member(stage.users, 'ann', { shell: '/bin/dash' });
    const { checkAll, applyAll } = stage.users.groupable!;
    const [found] = await Promise.all(await checkAll!([member], stage.stop.signal));
    hand('useradd -s /bin/sh ann');
    const changes = found!.status === 'fulfilled' ? found!.value : [];
    const [applied] = await Promise.all(await applyAll!([{ ...member, changes }], stage.stop.signal));
    expect(applied).toMatchObject({ status: 'fulfilled' });
    expect(line('ann')).toMatch(/:\/bin\/dash$/);
  });

  test('is kept by root, and told so to others', async () => {
    class HumbleMachine extends PlaceMachine {
      override get prefix() {
        return [...super.prefix, 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
      }
    }
    const humble = new Stage(new HumbleMachine());
    try {
      chmodSync(humble.machine.dir, 0o755);
      expect(await humble.keep(humble.users, { ann: {} })).toEqual({ ann: 'ACCOUNT_TOOL_FAILED' });
      expect(humble.errors.get('ann')).toMatchObject({ hint: expect.stringContaining('run as root') });
    } finally {
      await humble.close();
    }
  });

  test('a database that is not there is told by those who need it', async () => {
    rmSync(`${stage.machine.dir}/etc/shadow`);
    expect(await stage.check(stage.users, { root: {}, daemon: { expires: 'never' } })).toEqual({
      root: [],
      daemon: 'ACCOUNT_DATABASE_UNREADABLE',
    });
    rmSync(`${stage.machine.dir}/etc/passwd`);
    await expect(stage.check(stage.users, { root: {} })).rejects.toMatchObject({
      code: 'ACCOUNT_DATABASE_UNREADABLE',
    });
  });
});
