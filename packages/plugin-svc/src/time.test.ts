import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { HandClock, nothingToWatch, type Watcher } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { svc } from './svc.ts';
import { fakeWorld } from './testing/fake-world.ts';
import { Keeper } from './testing/keeper.ts';
import { testContext } from './testing/test-context.ts';
import { lasting, waiting } from './testing/world.ts';

let world: Awaited<ReturnType<typeof fakeWorld>>;
let clock: HandClock;

beforeEach(async () => {
  world = await fakeWorld();
  clock = new HandClock();
});
afterEach(() => world.leave());

const dying = '[Service]\nExecStart=/bin/false\n';

/** Lets a unit die at once as often as it is started, and its failures rest, until it is given up. */
async function untilGivenUp(keeper: Keeper): Promise<void> {
  await world.write('dying.service', dying);
  await keeper.declare({ dying: { state: 'running' } });
  for (let failures = 1; (await keeper.failure('dying', failures)) !== 'SVC_CRASHING'; failures += 1) {
    await keeper.told('converged');
    clock.advance(1000);
  }
}

const starts = () => world.systemd.calls.filter((call) => call === 'start dying.service').length;

test('a service that dies at once is started four times, and again when the minute has passed', async () => {
  const keeper = new Keeper(world, clock);
  await untilGivenUp(keeper);
  expect(starts()).toBe(4);
  clock.advance(59_000 - clock.now());
  await keeper.told('converged');
  expect(starts()).toBe(4);
  clock.advance(60_000);
  while (starts() === 4) await setImmediate();
  await keeper.end();
});

test('a service that was given up is started as soon as its file has changed', async () => {
  const notices = new EventEmitter();
  const watcher: Watcher = {
    watch: (path, notify, options) => {
      const told = () => {
        notify();
        notices.emit('notice');
      };
      return world.watcher.watch(path, told, options);
    },
  };
  const keeper = new Keeper({ ...world, watcher }, clock);
  await untilGivenUp(keeper);
  const noticed = once(notices, 'notice');
  await world.write('dying.service', lasting);
  await noticed;
  // A failed one rests for a second.
  clock.advance(1000);
  await keeper.told('changed', 'dying');
  expect([starts(), await world.active('dying.service')]).toEqual([5, 'active']);
  await keeper.end();
});

test('a unit that stays on its way is told of after 90 s', async () => {
  await world.write('slow.service', waiting('slow.service'));
  void world.systemctl('start', 'slow.service');
  const params = svc.params.parse({ name: 'slow', state: 'running' });
  const checking = Promise.resolve(svc.check!(params, testContext({ ...world, clock })));
  let isOver = false;
  const failing = expect(checking.finally(() => (isOver = true))).rejects.toMatchObject({
    code: 'SVC_UNSETTLED',
    message: 'slow.service is activating (start) for more than 90 s',
  });
  while (!isOver) {
    clock.advance(1000);
    await setImmediate();
  }
  await failing;
  expect(clock.now()).toBeGreaterThanOrEqual(90_000);
});

test('a start that does not end is told of after 90 s, and looked at again when it has ended', async () => {
  await world.install('slow.service', waiting('slow.service'));
  const keeper = new Keeper(world, clock);
  await keeper.declare({ slow: { state: 'running' } });
  while ((await world.active('slow.service')) !== 'activating') await setImmediate();
  const failed = keeper.failure('slow');
  let isOver = false;
  void failed.then(() => (isOver = true));
  while (!isOver) {
    clock.advance(1000);
    await setImmediate();
  }
  expect(await failed).toBe('SVC_UNSETTLED');
  expect(clock.now()).toBeGreaterThanOrEqual(90_000);
  await world.systemctl('stop', 'slow.service');
  clock.advance(1000);
  await keeper.told('progress', 'slow', 2);
  while ((await world.active('slow.service')) !== 'activating') await setImmediate();
  await world.letStart('slow.service');
  await keeper.told('changed', 'slow');
  await keeper.end();
});

test('a condition that was not met is looked at again after a minute', async () => {
  const condition = join(world.directory, 'condition');
  await world.install('web.service', `[Unit]\nConditionPathExists=${condition}\n${lasting}`);
  // Nothing is told of files.
  const keeper = new Keeper({ ...world, watcher: { watch: () => nothingToWatch } }, clock);
  await keeper.keep({ web: { state: 'running' } });
  expect(await keeper.failure('web')).toBe('SVC_CONDITION_UNMET');
  // What was heard of it by that start brings it back once.
  clock.advance(1000);
  await keeper.failure('web', 2);
  await world.write('condition', '');
  clock.advance(60_000);
  await keeper.told('changed', 'web');
  await keeper.end();
});

test('a reload that fails is tried again after a minute, and no more than four times within one', async () => {
  await world.install('web.service', lasting.replace('[Install]', 'ExecReload=/bin/false\n[Install]'));
  const keeper = new Keeper(world, clock);
  const reloads = () => world.systemd.calls.filter((call) => call === 'reload web.service').length;
  await keeper.keep({ web: { state: 'running' } });
  keeper.bell.ring();
  await keeper.failure('web');
  clock.advance(59_000);
  await keeper.keep({ web: { state: 'running' }, other: {} });
  expect(reloads()).toBe(1);
  clock.advance(1000);
  await keeper.failure('web', 2);
  for (let failures = 3; failures <= 5; failures += 1) {
    clock.advance(1000);
    keeper.bell.ring();
    expect(await keeper.failure('web', failures)).toBe('SVC_JOB_FAILED');
  }
  clock.advance(1000);
  keeper.bell.ring();
  expect([await keeper.failure('web', 6), reloads()]).toEqual(['SVC_REFRESH_FAILING', 5]);
  clock.advance(56_000);
  await keeper.failure('web', 7);
  expect(reloads()).toBe(6);
  await keeper.end();
});

test('a startup that somebody else changes back each time is given up for a minute', async () => {
  await world.install('web.service', lasting);
  const keeper = new Keeper(world, clock);
  await keeper.declare({ web: { startup: 'enabled' } });
  for (let changes = 1; changes <= 4; changes += 1) {
    await keeper.told('changed', 'web', changes);
    await world.systemctl('disable', 'web.service');
  }
  expect(await keeper.failure('web')).toBe('SVC_STARTUP_CONTESTED');
  expect(world.systemd.calls.filter((call) => call === 'enable web.service')).toHaveLength(4);
  clock.advance(60_000);
  await keeper.told('changed', 'web', 5);
  await keeper.end();
});

test('a service that systemd restarts more than four times within a minute is told of, until it stays', async () => {
  await world.install('web.service', lasting);
  const keeper = new Keeper(world, clock);
  await keeper.keep({ web: { state: 'running' } });
  for (let restarts = 1; restarts <= 5; restarts += 1) {
    expect(keeper.all('failed')).toEqual([]);
    const looks = keeper.all('converged').length;
    await world.systemd.unit('web.service').restartAfterCrash();
    await keeper.told('converged', undefined, looks + 1);
  }
  const { problem } = await keeper.told('failed', 'web');
  expect(problem).toMatchObject({
    code: 'SVC_CRASHING',
    message: 'web.service runs, but systemd has restarted it more than 4 times within 60 s',
  });
  const looks = keeper.all('converged').length;
  clock.advance(61_000);
  await keeper.told('converged', undefined, looks + 1);
  expect(keeper.all('failed')).toHaveLength(1);
  await keeper.end();
});

test('an abort ends what is waited for, and leaves the job to systemd', async () => {
  await world.write('slow.service', waiting('slow.service'));
  const abort = new AbortController();
  const ctx = testContext({ ...world, clock, signal: abort.signal });
  const params = svc.params.parse({ name: 'slow', state: 'running' });
  const changes = await svc.check!(params, ctx);
  const applying = Promise.resolve(svc.apply!(changes, params, ctx));
  while ((await world.active('slow.service')) !== 'activating') await setImmediate();
  // The answer that names the job comes before that of what is asked later.
  await world.bus.owner('org.freedesktop.systemd1');
  abort.abort(new Error('enough'));
  await expect(applying).rejects.toThrow('enough');
  expect(await world.active('slow.service')).toBe('activating');
});
