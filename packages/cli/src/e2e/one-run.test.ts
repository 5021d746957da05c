import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bin, type Homeostat } from '../testing/homeostat.ts';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
  await place.write('site.yaml', 'resources: { noop: [{ name: a }] }');
});
afterEach(() => place.leave());

const run = (...options: string[]) => ['run', 'site.yaml', '--state', 'state', ...options];

async function running(...options: string[]): Promise<Homeostat> {
  const homeostat = place.start(...run(...options));
  await homeostat.told('converged');
  return homeostat;
}

async function kill(homeostat: Homeostat): Promise<void> {
  homeostat.process.kill('SIGKILL');
  await homeostat.ended();
}

const canUnshare = spawnSync('unshare', ['--mount', '--pid', '--net', '--fork', 'true']).status === 0;
const canMount = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

/** The command in a mount namespace of its own, in which `prepare` was run. */
function inNamespace(prepare: string, flags: readonly string[], ...args: string[]) {
  const command = `${prepare}; exec "$@"`;
  return spawnSync(
    'unshare',
    ['--mount', ...flags, 'sh', '-ec', command, 'sh', process.execPath, bin, ...args],
    { cwd: place.directory, encoding: 'utf8' },
  );
}

test('a second run with one state directory ends at once, and says who has it', async () => {
  const first = await running();
  const { exitCode, stdout, stderr } = await place.call(...run('--converged-timeout', '0'));
  expect(stderr).toContain(
    `STATE_IN_USE: Another run keeps the state directory ${place.path('state')}: process ${first.process.pid}, since 20`,
  );
  expect(stderr).toContain('--state');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(first.process.exitCode).toBeNull();
});

test('the next run gets the state directory of one that ended, and of one that was killed', async () => {
  await kill(await running());
  const second = await running();
  second.signal('SIGTERM');
  await second.ended();
  await running();
});

test('of two runs that start at once exactly one gets the state directory', async () => {
  for (let round = 0; round < 6; round += 1) {
    const both = [place.start(...run()), place.start(...run())];
    const outcomes = await Promise.all(
      both.map((homeostat) =>
        homeostat.told('converged').then(
          () => 'runs',
          (error: Error) => error.message,
        ),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome !== 'runs');
    expect(refused).toEqual([expect.stringContaining('STATE_IN_USE')]);
    await Promise.all(both.map(kill));
  }
});

test('check and a dry run work beside a run, and another state directory is none of its business', async () => {
  await running();
  const beside = await Promise.all([
    place.call('check', 'site.yaml', '--state', 'state'),
    place.call(...run('--noop', '--converged-timeout', '0')),
    place.call('run', 'site.yaml', '--state', 'other', '--converged-timeout', '0'),
  ]);
  for (const ended of beside) expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
});

test('what a killed run leaves running does not have its state directory', async () => {
  await place.write(
    'site.yaml',
    `resources: { exec: [{ name: a, shell: true, cmd: "setsid sleep 600 & echo $! > ${place.path('pid')}" }] }`,
  );
  await kill(await running());
  const pid = Number(await place.read('pid'));
  try {
    await running();
    process.kill(pid, 0);
  } finally {
    process.kill(pid);
  }
});

test('a run that is stopped by SIGSTOP has its state directory still', async () => {
  const first = await running();
  first.process.kill('SIGSTOP');
  const { exitCode, stderr } = await place.call(...run());
  expect(stderr).toContain('which does not answer');
  expect(exitCode).toBe(1);
});

test.skipIf(!canUnshare)(
  'a run in other namespaces is refused as well (skipped where namespaces may not be made)',
  async () => {
    await running();
    const flags = ['--pid', '--net', '--fork', '--mount-proc'];
    const { status, stderr } = inNamespace('true', flags, ...run('--converged-timeout', '0'));
    expect(stderr).toContain('STATE_IN_USE');
    expect(status).toBe(1);
  },
);

test.skipIf(!canMount).each([
  ['read-only', 'mount --bind state state; mount -o remount,bind,ro state'],
  ['full', 'mount -t tmpfs -o size=4k,nr_inodes=1,mode=700 none state'],
])(
  'a run on a %s disk goes on, with a warning (skipped where nothing may be mounted)',
  async (_what, prepare) => {
    await mkdir(place.path('state'), { mode: 0o700 });
    const { status, stdout, stderr } = inNamespace(prepare, [], ...run('--converged-timeout', '0'));
    expect(stderr).toContain('STATE_NOT_HELD');
    expect(stdout).toContain('1 in state');
    expect(status).toBe(0);
  },
);

test.skipIf(!canMount)(
  'a run that may only read its state directory is refused as well (skipped where nothing may be mounted)',
  async () => {
    await running();
    const prepare = 'mount --bind state state; mount -o remount,bind,ro state';
    const { status, stderr } = inNamespace(prepare, [], ...run('--converged-timeout', '0'));
    expect(stderr).toContain('STATE_IN_USE');
    expect(status).toBe(1);
  },
);

test('something else in the place of the hold is told', async () => {
  await mkdir(place.path('state'), { mode: 0o700 });
  await writeFile(place.path('state/hold'), 'mine');
  const { exitCode, stderr } = await place.call(...run('--converged-timeout', '0'));
  expect(stderr).toContain('STATE_DIRECTORY_UNUSABLE');
  expect(exitCode).toBe(1);
  expect(await readdir(place.path('state'))).toEqual(['hold']);
});
