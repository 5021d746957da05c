import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Bus, Signal } from '@homeostat/bus';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { svc } from '../svc.ts';
import { managerInterface, managerPath } from '../systemd/manager.ts';
import { HandClock } from './hand-clock.ts';
import { Keeper } from './keeper.ts';
import { testContext } from './test-context.ts';
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

  test('a unit that is disabled or enabled from outside is put back', async () => {
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { startup: 'enabled' } });
    await world.systemctl('disable', unit);
    await keeper.told('changed', unit, 2);
    expect(await world.startup(unit)).toBe('enabled');
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

  test('a unit is masked, stays so, and is unmasked again', async () => {
    // Its own file must not be in the place of the mask.
    await keeper.keep({ [unit]: { state: 'stopped', startup: 'masked' } });
    expect(await world.startup(unit)).toBe('masked');
    await world.systemctl('unmask', unit);
    await keeper.told('changed', unit, 2);
    expect(await world.startup(unit)).toBe('masked');

    await keeper.keep({ [unit]: { state: 'running' } });
    expect(await keeper.failure(unit)).toBe('SVC_MASKED');
    await keeper.keep({ [unit]: { startup: 'disabled' } });
    expect(await world.startup(unit)).toBe('masked');
  });

  test('a mask that is declared where a file is in the way is refused', async () => {
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { startup: 'masked' } });
    expect(await keeper.failure(unit)).toBe('SVC_FILE_TAKEN');
  });

  test('a unit without an [Install] section can not be enabled, and is disabled', async () => {
    await world.install(unit, '[Service]\nExecStart=/bin/sleep infinity\n');
    await keeper.keep({ [unit]: { startup: 'enabled' } });
    expect(await keeper.failure(unit)).toBe('SVC_NO_INSTALL');
    await keeper.keep({ [unit]: { startup: 'disabled', state: 'running' } });
    expect(keeper.changes(unit)).toEqual(['state: stopped → running']);
  });

  test('a unit whose [Install] section enables others alone can not be enabled', async () => {
    const other = `other-${unit}`;
    await world.install(other, lasting);
    await world.install(unit, `[Service]\nExecStart=/bin/sleep infinity\n[Install]\nAlso=${other}\n`);
    await keeper.keep({ [unit]: { startup: 'enabled' } });
    expect(await keeper.failure(unit)).toBe('SVC_NOT_ENABLED');
  });

  test('one that is refused keeps none of its batch back', async () => {
    const [also, other] = [`also-${unit}`, `other-${unit}`];
    await world.install(unit, lasting);
    await world.install(also, lasting);
    await world.install(
      other,
      '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nAlias=not-a-service.socket\n',
    );
    await keeper.keep({ [unit]: up, [other]: up, [also]: up });
    expect(keeper.all('failed').map(({ id }) => id)).toEqual([`svc[${other}]`]);
    expect([await world.startup(unit), await world.startup(also)]).toEqual(['enabled', 'enabled']);
    expect([await world.active(unit), await world.active(also)]).toEqual(['active', 'active']);
  });

  test('an instance is kept, and its template can be enabled only', async () => {
    const template = unit.replace('.service', '@.service');
    const instance = unit.replace('.service', '@one.service');
    await world.install(template, `${lasting}DefaultInstance=two\n`);
    await keeper.keep({ [instance]: up, [template]: { startup: 'disabled' } });
    expect([await world.active(instance), await world.startup(instance)]).toEqual(['active', 'enabled']);
  });

  test('an alias is kept by the unit behind it', async () => {
    const alias = `alias-${unit}`;
    await world.install(unit, `${lasting}Alias=${alias}\n`);
    await world.systemctl('enable', unit);
    await world.systemctl('daemon-reload');
    await keeper.keep({ [alias]: { state: 'running', startup: 'enabled' } });
    expect(keeper.changes(alias)).toEqual(['state: stopped → running']);
    await world.crash(unit);
    await keeper.told('changed', alias, 2);
    expect(await world.active(unit)).toBe('active');
  });

  test('two resources of one unit that contradict are not fought over, and the other has its way when one goes', async () => {
    const name = unit.replace('.service', '');
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' }, [name]: { state: 'stopped' } });
    expect(keeper.all('failed').map(({ id, problem }) => [id, problem.code])).toEqual([
      [`svc[${name}]`, 'SVC_CONTRADICTED'],
    ]);
    expect(await world.active(unit)).toBe('active');
    await keeper.declare({ [name]: { state: 'stopped' } });
    await keeper.told('changed', name);
    expect(await world.active(unit)).toBe('inactive');
  });

  test('an alias that contradicts is not fought over', async () => {
    const alias = `alias-${unit}`;
    await world.install(unit, `${lasting}Alias=${alias}\n`);
    await world.systemctl('enable', unit);
    await world.systemctl('daemon-reload');
    await keeper.keep({ [unit]: { startup: 'enabled' }, [alias]: { startup: 'disabled' } });
    expect(await keeper.failure(alias)).toBe('SVC_CONTRADICTED');
    expect([keeper.changes(unit), keeper.changes(alias)]).toEqual([[], []]);
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

  test('a definition that changed is loaded, and a notified service runs by it', async () => {
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.write(unit, `[Unit]\nDescription=another\n${lasting}`);
    keeper.bell.ring();
    await keeper.told('refreshed', unit);
    expect(keeper.changes(unit)).toContain('daemon-reload: needed → done');
    expect(keeper.changes(unit)).toContain('process: notified → restarted');
  });

  test('the first drop-in of a unit is loaded, and so is one of all whose names begin so', async () => {
    const other = `be-gin-${unit}`;
    await world.install(unit, lasting);
    await world.install(other, lasting);
    await keeper.keep({ [unit]: { state: 'running' }, [other]: { state: 'running' } });
    await world.write(`${unit}.d/a.conf`, '[Unit]\nDescription=another\n');
    await world.write('be-gin-.service.d/a.conf', '[Unit]\nDescription=another\n');
    keeper.bell.ring();
    for (const it of [unit, other]) {
      await keeper.told('refreshed', it);
      expect(keeper.changes(it)).toContain('daemon-reload: needed → done');
    }
  });

  test('a notified service runs by a definition that was written after its check', async () => {
    await world.install(unit, lasting);
    await world.systemctl('start', unit);
    const invocation = await world.invocation(unit);
    await world.write(unit, `[Unit]\nDescription=another\n${lasting}`);
    const params = svc.params.parse({ name: unit, state: 'running' });
    const ctx = testContext({ ...world, clock: new HandClock() });
    expect(await svc.refresh!([], params, ctx)).toEqual([
      { property: 'process', from: 'notified', to: 'restarted' },
    ]);
    expect(await svc.check!(params, ctx)).toEqual([]);
    expect(await world.invocation(unit)).not.toBe(invocation);
  });

  test('a notified service reloads where it can', async () => {
    await world.install(unit, lasting.replace('[Install]', 'ExecReload=/bin/true\n[Install]'));
    await keeper.keep({ [unit]: { state: 'running' } });
    const invocation = await world.invocation(unit);
    keeper.bell.ring();
    await keeper.told('refreshed', unit);
    expect(keeper.changes(unit)).toEqual(['state: stopped → running', 'process: notified → reloaded']);
    expect(await world.invocation(unit)).toBe(invocation);
  });

  test('a notified service is not started, nor is one reloaded that was started a moment ago', async () => {
    await world.install(unit, lasting);
    const other = `other-${unit}`;
    await world.install(other, lasting);
    keeper.bell.ring();
    await keeper.keep({ [unit]: {}, [other]: { state: 'running' } });
    expect([keeper.changes(unit), keeper.all('refreshed', other)]).toEqual([[], []]);
    expect(await world.active(unit)).toBe('inactive');
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

  test('services are kept when systemd was started anew', async () => {
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.renewSystemd();
    await world.crash(unit);
    await keeper.told('changed', unit, 2);
    expect(await world.active(unit)).toBe('active');
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

  test('services are kept when the bus was started anew', async () => {
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.renewBus();
    await world.crash(unit);
    await keeper.told('changed', unit, 2);
    expect(await world.active(unit)).toBe('active');
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
