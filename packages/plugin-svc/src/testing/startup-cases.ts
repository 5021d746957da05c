import { expect, test } from 'vitest';
import type { SvcCase } from './svc-case.ts';
import { lasting } from './world.ts';

const up = { state: 'running', startup: 'enabled' };

/** What holds of how units are started at boot, and of their names. */
export function startupCases(at: SvcCase): void {
  test('a unit that is disabled or enabled from outside is put back', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { startup: 'enabled' } });
    await world.systemctl('disable', unit);
    await keeper.told('changed', unit, 2);
    expect(await world.startup(unit)).toBe('enabled');
  });

  test('a unit is masked, stays so, and is unmasked again', async () => {
    const { keeper, unit, world } = at;
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
    const { keeper, unit, world } = at;
    await world.install(unit, lasting);
    await keeper.keep({ [unit]: { startup: 'masked' } });
    expect(await keeper.failure(unit)).toBe('SVC_FILE_TAKEN');
  });

  test('a unit without an [Install] section can not be enabled, and is disabled', async () => {
    const { keeper, unit, world } = at;
    await world.install(unit, '[Service]\nExecStart=/bin/sleep infinity\n');
    await keeper.keep({ [unit]: { startup: 'enabled' } });
    expect(await keeper.failure(unit)).toBe('SVC_NO_INSTALL');
    await keeper.keep({ [unit]: { startup: 'disabled', state: 'running' } });
    expect(keeper.changes(unit)).toEqual(['state: stopped → running']);
  });

  test('a unit whose [Install] section enables others alone can not be enabled', async () => {
    const { keeper, unit, world } = at;
    const other = `other-${unit}`;
    await world.install(other, lasting);
    await world.install(unit, `[Service]\nExecStart=/bin/sleep infinity\n[Install]\nAlso=${other}\n`);
    await keeper.keep({ [unit]: { startup: 'enabled' } });
    expect(await keeper.failure(unit)).toBe('SVC_NOT_ENABLED');
  });

  test('one that is refused keeps none of its batch back', async () => {
    const { keeper, unit, world } = at;
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
    const { keeper, unit, world } = at;
    const template = unit.replace('.service', '@.service');
    const instance = unit.replace('.service', '@one.service');
    await world.install(template, `${lasting}DefaultInstance=two\n`);
    await keeper.keep({ [instance]: up, [template]: { startup: 'disabled' } });
    expect([await world.active(instance), await world.startup(instance)]).toEqual(['active', 'enabled']);
  });

  test('an alias is kept by the unit behind it', async () => {
    const { keeper, unit, world } = at;
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
    const { keeper, unit, world } = at;
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
    const { keeper, unit, world } = at;
    const alias = `alias-${unit}`;
    await world.install(unit, `${lasting}Alias=${alias}\n`);
    await world.systemctl('enable', unit);
    await world.systemctl('daemon-reload');
    await keeper.keep({ [unit]: { startup: 'enabled' }, [alias]: { startup: 'disabled' } });
    expect(await keeper.failure(alias)).toBe('SVC_CONTRADICTED');
    expect([keeper.changes(unit), keeper.changes(alias)]).toEqual([[], []]);
  });
}
