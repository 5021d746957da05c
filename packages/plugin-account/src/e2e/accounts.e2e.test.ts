import { type Host, type HostProcess, Lab } from '@homeostat/lab';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

const hash = '$6$saltofann$Nh5bQjA4rXcQm0hW3kPzq1T8ysmKq2aFhUeJ6dVb7LwCxGtRoYiZ/E9u.D1vSfH4';

let lab: Lab;
let host: Host;
let homeostat: HostProcess | undefined;

beforeAll(async () => {
  lab = await Lab.start();
  host = await lab.host('a');
});
afterAll(() => lab.stop());
afterEach(async () => {
  await homeostat?.signal('SIGKILL').catch(() => {});
  // Its state directory is the next one's.
  await homeostat?.ended().catch(() => {});
  homeostat = undefined;
});

async function keep(resources: object, ...args: readonly string[]): Promise<HostProcess> {
  await host.write('/etc/site.json', JSON.stringify({ resources }));
  homeostat = host.start(['homeostat', 'run', '/etc/site.json', '--json', ...args]);
  return homeostat;
}

/** What a shell of the host prints. */
async function shell(command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run(['sh', '-c', command]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.trim();
}

/** Waits until it does. */
async function becomes(command: string, expected: RegExp): Promise<void> {
  const look = async () => (await host.run(['sh', '-c', command])).stdout.trim();
  await vi.waitFor(async () => expect(await look()).toMatch(expected), { timeout: 20_000 });
}

/** The resources in the order in which they were changed. */
function applied({ stdout }: HostProcess): string[] {
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.filter(({ type }) => type === 'changed').map(({ id }) => id);
}

test('accounts, what they need and what they own come in order, and are put back when somebody changes them', async () => {
  const run = await keep({
    file: {
      '/srv/people/ann/notes': { content: 'mine\n', owner: 'ann', group: 'dev', mode: '0600' },
      '/srv/people/': {},
    },
    user: {
      ann: {
        uid: 1200,
        group: 'dev',
        groups: ['video', 'crew'],
        home: '/srv/people/ann',
        manageHome: true,
        shell: '/usr/games/cowsay',
        password: hash,
      },
    },
    group: { dev: { gid: 1500 }, crew: {} },
    pkg: { cowsay: {} },
  });
  await run.told('"type":"converged"');
  const order = applied(run);
  const user = order.indexOf('user[ann]');
  for (const first of ['group[dev]', 'group[crew]', 'file[/srv/people/]', 'pkg[cowsay]']) {
    expect(order.indexOf(first), first).toBeGreaterThanOrEqual(0);
    expect(order.indexOf(first), first).toBeLessThan(user);
  }
  expect(order.indexOf('file[/srv/people/ann/notes]')).toBeGreaterThan(user);
  expect(await shell('id ann')).toMatch(
    /^uid=1200\(ann\) gid=1500\(dev\) groups=1500\(dev\),44\(video\),\d+\(crew\)$/,
  );
  expect(await shell('stat -c "%U %G" /srv/people/ann /srv/people/ann/notes')).toBe('ann dev\nann dev');
  expect(await shell('test -e /srv/people/ann/.profile && getent passwd ann')).toMatch(
    /:\/usr\/games\/cowsay$/,
  );

  await shell('usermod -s /bin/sh ann');
  await becomes('getent passwd ann', /:\/usr\/games\/cowsay$/);
  await shell('gpasswd -d ann crew > /dev/null');
  await becomes('id -Gn ann', /^dev video crew$/);
  await shell('passwd -q -d ann');
  await becomes('getent shadow ann', /^ann:\$6\$saltofann/);
  await shell('groupmod -g 1700 dev');
  await becomes('getent group dev; getent passwd ann', /^dev:x:1500:\nann:x:1200:1500:/);
  await shell('rm -r /srv/people/ann');
  await becomes('stat -c %U /srv/people/ann/.profile /srv/people/ann/notes', /^ann\nann$/);
  expect(run.stdout).not.toContain('saltofann');
  expect(run.stderr).not.toContain('saltofann');
});

test('what is to be absent goes in the order that the system asks for', async () => {
  await shell(
    'groupadd team && useradd -m -g team eve && useradd bob && groupadd kept && useradd -g kept kept',
  );
  const run = await keep(
    {
      group: { team: { state: 'absent' }, kept: {} },
      user: {
        eve: { state: 'absent', removeHome: true },
        bob: { state: 'absent' },
        kept: { state: 'absent' },
      },
    },
    '--converged-timeout',
    '0',
  );
  expect(await run.ended()).toMatchObject({ exitCode: 0 });
  expect(applied(run).indexOf('group[team]')).toBeGreaterThan(applied(run).indexOf('user[eve]'));
  const left = await shell('getent passwd eve bob kept; getent group team bob kept; ls /home');
  expect(left).toMatch(/^kept:x:\d+:$/);
});

test('a user whose service runs is told to be busy, and goes once that has stopped', async () => {
  await shell('useradd -r app');
  await host.write('/etc/systemd/system/app.service', '[Service]\nUser=app\nExecStart=/bin/sleep infinity\n');
  await shell('systemctl daemon-reload && systemctl start app');
  const absent = { user: { app: { state: 'absent', meta: { retry: -1, delay: 100 } } } };
  const run = await keep(absent);
  await run.told('USER_BUSY');
  await shell('systemctl stop app');
  await run.told('"type":"converged"');
  expect(await shell('getent passwd app || echo gone')).toBe('gone');
});

test('another program that changes accounts at the same time hinders nobody', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
  const run = await keep(
    { user: Object.fromEntries(names.map((name) => [name, { groups: ['users'] }])) },
    '--converged-timeout',
    '0',
  );
  await shell('for n in $(seq 20); do useradd q$n || exit 1; done');
  expect(await run.ended()).toMatchObject({ exitCode: 0 });
  const members = (await shell('getent group users')).split(':')[3]!.split(',');
  expect(members.sort()).toEqual(names.sort());
  expect(await shell('pwck -qr && grpck -r && grep -c "^[pq][0-9]" /etc/passwd')).toBe('40');
});
