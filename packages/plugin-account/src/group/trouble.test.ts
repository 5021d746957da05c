import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cannotChange } from '../testing/place-machine.ts';
import { Stage } from '../testing/stage.ts';

describe.skipIf(cannotChange)('a group', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

  const keep = (params: object, name = 'dev') => stage.keep(stage.groups, { [name]: params });
  const hand = (command: string) => stage.machine.command('sh', '-c', command);

  test('whose gid somebody else has is refused, and told who', async () => {
    expect(await keep({ gid: 50 })).toEqual({ dev: 'ACCOUNT_ID_TAKEN' });
    expect(stage.errors.get('dev')?.message).toBe('The gid 50 is that of "staff"');
    hand('groupadd dev');
    expect(await keep({ gid: 50 })).toEqual({ dev: 'ACCOUNT_ID_TAKEN' });
  });

  test('that is the primary one of somebody is not removed, and told whose', async () => {
    hand('groupadd dev; useradd -g dev ann; useradd -g dev bob');
    expect(await keep({ state: 'absent' })).toEqual({ dev: 'GROUP_IN_USE' });
    expect(stage.errors.get('dev')?.message).toContain('"ann", "bob"');
    hand('userdel bob; usermod -g staff ann');
    expect(await keep({ state: 'absent' })).toEqual({ dev: [] });
  });

  test('that is to be absent goes after those whose primary one it is', async () => {
    hand('groupadd dev; useradd -g dev ann; useradd -G dev bob');
    const { params, ctx } = stage.member(stage.groups, 'dev', { state: 'absent' });
    expect(await stage.groups.wishes!(params, ctx)).toEqual([
      { anyOf: [{ type: 'user', value: 'ann' }], order: 'after' },
    ]);
    const kept = stage.member(stage.groups, 'dev');
    expect(await stage.groups.wishes!(kept.params, ctx)).toEqual([]);
  });

  test('is known by its name, and one that is to be there as one that is kept', () => {
    const known = (params: object) =>
      stage.groups.identities!(stage.member(stage.groups, 'dev', params).params);
    const name = { type: 'group', value: 'dev' };
    expect(known({})).toEqual([name, { type: 'group-kept', value: 'dev' }]);
    expect(known({ state: 'absent' })).toEqual([name]);
  });
});
