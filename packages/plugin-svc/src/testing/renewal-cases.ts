import { expect, test } from 'vitest';
import type { SvcCase } from './svc-case.ts';
import { lasting } from './world.ts';

/** What holds when systemd or the bus are started anew. */
export function renewalCases(at: SvcCase): void {
  test('services are kept when systemd was started anew', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.renewSystemd();
    await world.crash(unit);
    await keeper.told('changed', unit, 2);
    expect(await world.active(unit)).toBe('active');
  });

  test('services are kept when the bus was started anew', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { state: 'running' } });
    await world.renewBus();
    await world.crash(unit);
    await keeper.told('changed', unit, 2);
    expect(await world.active(unit)).toBe('active');
    expect(keeper.all('failed')).toEqual([]);
  });
}
