import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Bus, Signal } from '@homeostat/bus';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { managerInterface, managerPath } from '../systemd/manager.ts';
import { Keeper } from './keeper.ts';
import { refreshCases } from './refresh-cases.ts';
import { renewalCases } from './renewal-cases.ts';
import { startupCases } from './startup-cases.ts';
import type { SvcCase } from './svc-case.ts';
import { lasting, type World, waiting } from './world.ts';

const up = { state: 'running', startup: 'enabled' };

const manager = { path: managerPath, interface: managerInterface };

let unitNumber = 0;

/** What holds of services, whatever systemd they are kept by. */
export function svcCases(open: () => Promise<World>): void {
  let world: World;
  let keeper: Keeper;
  /** Each case has a unit of its own. */
  let unit: string;

  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.leave());
  beforeEach(() => {
    unitNumber += 1;
    unit = `case-${unitNumber}.service`;
    keeper = new Keeper(world);
  });
  afterEach(() => keeper.end());
  const at: SvcCase = {
    get world() {
      return world;
    },
    get keeper() {
      return keeper;
    },
    get unit() {
      return unit;
    },
  };
  startupCases(at);
  refreshCases(at);
  renewalCases(at);

  const isStarting = async () => {
    while ((await world.active(unit)) !== 'activating') await setImmediate();
  };

  test('a unit is enabled and started, by a name without its type', async () => {
    await world.install(unit, lasting);
    const name = unit.replace('.service', '');
    await keeper.keep({ [name]: up });
    expect(keeper.changes(name)).toEqual(['startup: disabled → enabled', 'state: stopped → running']);
    expect([await world.active(unit), await world.startup(unit)]).toEqual(['active', 'enabled']);
  });

  test('a unit in state is left alone', async () => {
    await world.install(unit, lasting);
    await world.systemctl('enable', unit);
    await world.systemctl('start', unit);
    const invocation = await world.invocation(unit);
    await keeper.keep({ [unit]: up });
    expect(keeper.changes(unit)).toEqual([]);
    expect(await world.invocation(unit)).toBe(invocation);
  });

  test('a unit is stopped and disabled', async () => {
    await world.install(unit, lasting);
    await world.systemctl('enable', unit);
    await world.systemctl('start', unit);
    await keeper.keep({ [unit]: { state: 'stopped', startup: 'disabled' } });
    expect(keeper.changes(unit)).toEqual(['startup: enabled → disabled', 'state: active → stopped']);
    expect([await world.active(unit), await world.startup(unit)]).toEqual(['inactive', 'disabled']);
  });

  test('a service that crashes is started again', async () => {
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.crash(unit);
    await keeper.told('changed', unit, 2);
    expect(keeper.changes(unit)).toEqual(['state: stopped → running', 'state: failed → running']);
    expect(await world.active(unit)).toBe('active');
  });

  test('a stop from outside is undone, and so is a start', async () => {
    const other = `other-${unit}`;
    await world.install(unit, lasting);
    await world.install(other, lasting);
    await keeper.keep({ [unit]: { state: 'running' }, [other]: { state: 'stopped' } });
    await world.systemctl('stop', unit);
    await keeper.told('changed', unit, 2);
    await world.systemctl('start', other);
    await keeper.told('changed', other);
    expect([await world.active(unit), await world.active(other)]).toEqual(['active', 'inactive']);
  });

  test('a unit that comes later is kept from then on', async () => {
    await keeper.keep({ [unit]: { state: 'running' } });
    expect(await keeper.failure(unit)).toBe('SVC_UNKNOWN');
    await world.write(unit, lasting);
    await world.systemctl('daemon-reload');
    await keeper.told('changed', unit);
    expect(await world.active(unit)).toBe('active');
  });

  test('a unit that nobody has is stopped and disabled', async () => {
    await keeper.keep({ [unit]: { state: 'stopped', startup: 'disabled' } });
    expect([keeper.changes(unit), keeper.all('failed')]).toEqual([[], []]);
  });

  test('a oneshot is kept running only when it remains', async () => {
    const other = `other-${unit}`;
    await world.install(unit, '[Service]\nType=oneshot\nExecStart=/bin/true\n');
    await world.install(other, '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n');
    await keeper.keep({ [unit]: { state: 'running' }, [other]: { state: 'running' } });
    expect(await keeper.failure(unit)).toBe('SVC_ONESHOT');
    expect(await world.active(other)).toBe('active');
  });

  test('a oneshot is not run, also where systemd has yet to read that it is one', async () => {
    await world.install(unit, lasting);
    const invocation = await world.invocation(unit);
    await world.write(unit, '[Service]\nType=oneshot\nExecStart=/bin/true\n');
    await keeper.declare({ [unit]: { state: 'running' } });
    expect(await keeper.failure(unit)).toBe('SVC_ONESHOT');
    expect(await world.invocation(unit)).toBe(invocation);
  });

  test('a service that dies right after its start is told of, and not started without end', async () => {
    await world.install(unit, '[Service]\nExecStart=/bin/false\n');
    await keeper.declare({ [unit]: { state: 'running' } });
    while ((await keeper.failure(unit, keeper.all('failed', unit).length + 1)) !== 'SVC_CRASHING');
    expect(keeper.all('changed', unit).length + keeper.all('failed', unit).length).toBeLessThanOrEqual(5);
  });

  test('a start that fails is told with its reason', async () => {
    const other = `other-${unit}`;
    await world.install(unit, '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/false\n');
    await world.install(other, `[Unit]\nRequires=${unit}\nAfter=${unit}\n${lasting}`);
    await keeper.keep({ [other]: { state: 'running' } });
    const { problem } = await keeper.told('failed', other);
    expect(problem).toMatchObject({
      code: 'SVC_JOB_FAILED',
      message: expect.stringContaining('something that it needs'),
    });
    await keeper.keep({ [unit]: { state: 'running' } });
    expect((await keeper.told('failed', unit)).problem.message).toContain('it failed');
  });

  test('a start that takes long keeps back none that is declared with it', async () => {
    const other = `other-${unit}`;
    await world.install(unit, waiting(unit));
    await world.install(other, lasting);
    await keeper.declare({ [unit]: { state: 'running' }, [other]: { state: 'running' } });
    await keeper.told('changed', other);
    expect([await world.active(unit), keeper.all('changed', unit)]).toEqual(['activating', []]);
    await world.letStart(unit);
    await keeper.told('changed', unit);
  });

  test('a unit that is on its way keeps back none that is declared with it', async () => {
    const others = [`one-${unit}`, `two-${unit}`];
    await world.install(unit, waiting(unit));
    for (const other of others) await world.install(other, lasting);
    const starting = world.systemctl('start', unit);
    await isStarting();
    await keeper.declare(Object.fromEntries([unit, ...others].map((name) => [name, { state: 'running' }])));
    for (const other of others) await keeper.told('changed', other);
    expect([await world.active(unit), keeper.all('changed', unit)]).toEqual(['activating', []]);
    await world.letStart(unit);
    await starting;
  });

  test('a start that another request takes the place of is told', async () => {
    await world.install(unit, waiting(unit));
    await keeper.declare({ [unit]: { state: 'running' } });
    expect((await keeper.told('progress', unit)).step).toBe('starting');
    await isStarting();
    await world.systemctl('stop', unit);
    const { problem } = await keeper.told('failed', unit);
    expect(problem.message).toContain('another request');
  });

  test('a unit with a condition that is not met is told of', async () => {
    await world.install(unit, `[Unit]\nConditionPathExists=/nonexistent\n${lasting}`);
    await keeper.keep({ [unit]: { state: 'running' } });
    const { problem } = await keeper.told('failed', unit);
    expect(problem.code).toBe('SVC_CONDITION_UNMET');
    expect(problem.message).toContain('ConditionPathExists=/nonexistent');
  });

  test('a condition that is not met is no crash, however often that is seen', async () => {
    await world.install(unit, `[Unit]\nConditionPathExists=/nonexistent\n${lasting}`);
    await keeper.declare({ [unit]: { state: 'running' } });
    for (let failures = 1; failures <= 6; failures += 1) {
      expect(await keeper.failure(unit, failures)).toBe('SVC_CONDITION_UNMET');
      await world.systemctl('daemon-reload');
    }
  });

  test('a unit that is on its way is waited for', async () => {
    await world.install(unit, waiting(unit));
    const starting = world.systemctl('start', unit);
    await isStarting();
    const invocation = await world.invocation(unit);
    const looked = new EventEmitter();
    const call: Bus['call'] = async (asked) => {
      const answer = await world.bus.call(asked);
      looked.emit(asked.member);
      return answer;
    };
    await keeper.end();
    keeper = new Keeper({ ...world, bus: { ...world.bus, call } });
    const isLookedAt = once(looked, 'GetAll');
    await keeper.declare({ [unit]: { state: 'running' } });
    await isLookedAt;
    await world.letStart(unit);
    await starting;
    await keeper.told('converged');
    expect([keeper.changes(unit), keeper.all('failed')]).toEqual([[], []]);
    expect(await world.invocation(unit)).toBe(invocation);
  });

  test('200 units are enabled and started with one call and one reload, and heard of by one rule', async () => {
    const instances = Array.from({ length: 200 }, (_, at) => unit.replace('.service', `@${at}.service`));
    await world.write(unit.replace('.service', '@.service'), lasting);
    const told: string[] = [];
    const count = ({ member, body }: Signal) => void told.push([member, ...body].join(' '));
    const counted = await Promise.all([
      world.bus.subscribe({ ...manager, member: 'UnitFilesChanged' }, count),
      world.bus.subscribe({ ...manager, member: 'Reloading' }, count),
    ]);
    await keeper.keep(Object.fromEntries(instances.map((instance) => [instance, up])));
    expect(told).toEqual(['UnitFilesChanged', 'Reloading true', 'Reloading false']);
    expect(keeper.all('changed')).toHaveLength(200);
    await world.crash(instances[17]!);
    await keeper.told('changed', instances[17]!, 2);
    await Promise.all(counted.map((watch) => watch.close()));
    await keeper.keep(
      Object.fromEntries(instances.map((it) => [it, { state: 'stopped', startup: 'disabled' }])),
    );
    expect(keeper.all('failed')).toEqual([]);
  });

  test('a start outlives a new start of systemd', async () => {
    await world.install(unit, waiting(unit));
    await keeper.declare({ [unit]: { state: 'running' } });
    await isStarting();
    await world.renewSystemd();
    await world.letStart(unit);
    await keeper.told('changed', unit);
    expect(keeper.all('failed')).toEqual([]);
  });

  test('a start outlives a new start of the bus', async () => {
    await world.install(unit, waiting(unit));
    await keeper.declare({ [unit]: { state: 'running' } });
    await isStarting();
    await world.renewBus();
    await world.letStart(unit);
    await keeper.told('changed', unit);
    expect(keeper.all('failed')).toEqual([]);
  });
}
