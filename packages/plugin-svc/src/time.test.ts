import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Watcher } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { svc } from './svc.ts';
import { fakeWorld } from './testing/fake-world.ts';
import { HandClock } from './testing/hand-clock.ts';
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
