import { HandClock } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { svc } from '../svc.ts';
import { Keeper } from './keeper.ts';
import type { SvcCase } from './svc-case.ts';
import { testContext } from './test-context.ts';
import { lasting } from './world.ts';

/** What holds of definitions that change, and of services that are notified. */
export function refreshCases(at: SvcCase): void {
  test('a definition that changed is loaded, and a notified service runs by it', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.write(unit, `[Unit]\nDescription=another\n${lasting}`);
    keeper.bell.ring();
    await keeper.told('refreshed', unit);
    expect(keeper.changes(unit)).toContain('daemon-reload: needed → done');
    expect(keeper.changes(unit)).toContain('process: notified → restarted');
  });

  test('the first drop-in of a unit is loaded, and so is one of all whose names begin so', async () => {
    const { keeper, unit, world } = at;
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
    const { unit, world } = at;
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

  test('a notified service restarts where that is declared, also when it could reload', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting.replace('[Install]', 'ExecReload=/bin/true\n[Install]'));
    await keeper.keep({ [unit]: { state: 'running', refresh: 'restart' } });
    const invocation = await world.invocation(unit);
    keeper.bell.ring();
    await keeper.told('refreshed', unit);
    expect(keeper.changes(unit)).toContain('process: notified → restarted');
    expect(await world.invocation(unit)).not.toBe(invocation);
  });

  test('a notified service reloads where it can', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting.replace('[Install]', 'ExecReload=/bin/true\n[Install]'));
    await keeper.keep({ [unit]: { state: 'running' } });
    const invocation = await world.invocation(unit);
    keeper.bell.ring();
    await keeper.told('refreshed', unit);
    expect(keeper.changes(unit)).toEqual(['state: stopped → running', 'process: notified → reloaded']);
    expect(await world.invocation(unit)).toBe(invocation);
  });

  test('what a reload that fails tells of the unit brings about no other one; a new notice does', async () => {
    const { unit, world } = at;
    const other = `other-${unit}`;
    await world.install(other, lasting);
    await world.install(unit, lasting.replace('[Install]', 'ExecReload=/bin/false\n[Install]'));
    const clock = new HandClock();
    const keeper = new Keeper(world, clock);
    await keeper.keep({ [unit]: { state: 'running' } });
    keeper.bell.ring();
    expect(await keeper.failure(unit)).toBe('SVC_JOB_FAILED');
    // A failed one rests for a second.
    clock.advance(1000);
    await keeper.keep({ [unit]: { state: 'running' }, [other]: { state: 'running' } });
    expect(keeper.all('failed', unit)).toHaveLength(1);
    keeper.bell.ring();
    await keeper.failure(unit, 2);
    clock.advance(1000);
    await world.install(unit, lasting.replace('[Install]', 'ExecReload=/bin/true\n[Install]'));
    keeper.bell.ring();
    await keeper.told('refreshed', unit);
    await keeper.end();
  });

  test('a notified service is not started, nor is one reloaded that was started a moment ago', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting);
    const other = `other-${unit}`;
    await world.install(other, lasting);
    keeper.bell.ring();
    await keeper.keep({ [unit]: {}, [other]: { state: 'running' } });
    expect([keeper.changes(unit), keeper.all('refreshed', other)]).toEqual([[], []]);
    expect(await world.active(unit)).toBe('inactive');
  });
}
