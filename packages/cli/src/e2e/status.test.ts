import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

const status = (...options: string[]) => place.call('status', '--state', 'state', ...options);

async function running(site = 'resources: { noop: [{ name: a }] }', told = 'converged') {
  await place.write('site.yaml', site);
  const homeostat = place.start('run', 'site.yaml', '--state', 'state');
  await homeostat.told(told);
  return homeostat;
}

const failing = `
resources:
  exec: [{ name: broken, cmd: "false" }]
  noop: [{ name: after, require: "exec[broken]" }, { name: other }]
`;

test('status tells of the run that has the state directory', async () => {
  const { process } = await running();
  const { exitCode, stdout, stderr } = await status();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const [who, counts, ...rest] = stdout.trimEnd().split('\n');
  expect(who).toMatch(
    new RegExp(`^${place.path('site.yaml')}: process ${process.pid}, since 20\\d\\d-\\d\\d-\\d\\dT[^,]+Z$`),
  );
  expect(counts).toMatch(/^1 resource: 1 in state; /);
  expect(rest).toEqual([]);
});

test('status tells what is failed, and why, and ends with 1', async () => {
  await running(failing, 'for now');
  const { exitCode, stdout } = await status();
  expect(stdout).toContain('3 resources: 1 in state, 1 failed, 1 blocked; ');
  expect(stdout).toMatch(/^failed:\n {2}exec\[broken\]: EXEC_FAILED: /m);
  expect(exitCode).toBe(1);

  const asJson = JSON.parse((await status('--json')).stdout);
  expect(asJson).toMatchObject({
    converged: true,
    summary: { total: 3, ok: 1, failed: 1, blocked: 1 },
    failed: [{ id: 'exec[broken]', problem: { code: 'EXEC_FAILED' } }],
  });
});

test('status tells that a run is at work', async () => {
  await place.write('site.yaml', 'resources: { exec: [{ name: long, cmd: sleep 600 }] }');
  const homeostat = place.start('run', 'site.yaml', '--state', 'state');
  await homeostat.told('graph:');
  await expect.poll(async () => (await status()).stdout).toContain('Z, at work\n');
  expect((await status()).exitCode).toBe(0);
  homeostat.signal('SIGTERM');
  await homeostat.told('once more aborts it');
  homeostat.signal('SIGTERM');
  await homeostat.ended();
});

test('status ends with 3 when nothing runs: not yet, not any more, or killed', async () => {
  const nothing = {
    exitCode: 3,
    stdout: '',
    stderr: `nothing runs with the state directory ${place.path('state')}\n`,
  };
  expect(await status()).toEqual(nothing);
  const homeostat = await running();
  homeostat.process.kill('SIGKILL');
  await homeostat.ended();
  expect(await status()).toEqual(nothing);
  const next = await running();
  next.signal('SIGTERM');
  await next.ended();
  expect(await status()).toEqual(nothing);
});

test('status waits a second for a run that is stopped by SIGSTOP', async () => {
  const homeostat = await running();
  homeostat.process.kill('SIGSTOP');
  try {
    expect(await status()).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `what runs with the state directory ${place.path('state')} does not answer\n`,
    });
  } finally {
    homeostat.process.kill('SIGCONT');
  }
});
