import { beforeEach, describe, expect, test } from 'vitest';
import { providerMissing } from '../errors.ts';
import { Stage } from '../testing/stage.ts';
import { pkgOver } from './pkg.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

/** How `drbd-utils` stands to a resource that is known by this; `undefined`: no edge. */
async function orderTo(type: string, value: string, params: object = {}): Promise<string | undefined> {
  const wishes = await stage.kind.wishes!(
    stage.member('drbd-utils', { ...params }).params,
    stage.context('x'),
  );
  return wishes.find(({ anyOf }) => anyOf.some((one) => one.type === type && one.value === value))?.order;
}

test('a package is known by its name, and one that is to be there as one that is kept', () => {
  const known = (params: object) => stage.kind.identities!(stage.member('sl', { ...params }).params);
  const name = { type: 'package', value: 'sl' };
  expect(known({ state: '>= 1' })).toEqual([name, { type: 'package-kept', value: 'sl' }]);
  expect(known({ state: 'absent' })).toEqual([name]);
});

describe('an installed package', () => {
  beforeEach(() => {
    stage.offer({
      'drbd-utils': {
        files: [
          '/',
          '/etc/',
          '/etc/drbd.conf',
          '/etc/drbd.d/',
          '/etc/drbd.d/global_common.conf',
          '/etc/cron.d/',
          '/etc/cron.d/drbd',
          '/usr/',
          '/usr/sbin/',
          '/usr/sbin/drbdadm',
          '/usr/lib/systemd/system/',
          '/usr/lib/systemd/system/drbd.service',
          '/usr/lib/systemd/user/drbd-events.service',
          '/usr/share/doc/drbd-utils/',
          '/var/lib/',
          '/var/lib/drbd/',
        ],
      },
    });
    stage.install('drbd-utils');
  });

  test.each([
    ['path', '/etc/drbd.conf'],
    ['path', '/etc/drbd.d/'],
    ['path', '/etc/cron.d/drbd'],
    ['path', '/var/lib/drbd/'],
    ['entry', '/etc/drbd.d/'],
    ['entry', '/var/lib/drbd/'],
    ['service', 'drbd.service'],
    ['user-service', 'drbd-events.service'],
    ['command', '/usr/sbin/drbdadm'],
    ['command', 'drbdadm'],
  ])('comes before the %s %s', async (type, value) => {
    expect(await orderTo(type, value)).toBe('before');
  });

  test.each([
    ['path', '/'],
    ['path', '/etc/'],
    ['entry', '/etc/'],
    ['path', '/etc/cron.d/'],
    ['entry', '/etc/cron.d/'],
    ['entry', '/usr/sbin/'],
    ['entry', '/usr/lib/systemd/system/'],
    ['entry', '/usr/share/doc/drbd-utils/'],
    ['entry', '/var/lib/'],
    ['path', '/etc/drbd-utils.conf'],
    ['service', 'drbd-utils.service'],
    ['service', 'drbd-events.service'],
    ['command', 'drbd-utils'],
  ])('has nothing to do with the %s %s', async (type, value) => {
    expect(await orderTo(type, value)).toBeUndefined();
  });

  test('comes after the repositories, and what is declared of them', async () => {
    expect(await orderTo('repository', 'apt')).toBe('after');
    expect(await orderTo('entry', '/etc/apt/sources.list.d/')).toBe('after');
    expect(await orderTo('entry', '/etc/apt/keyrings/')).toBe('after');
  });

  test('that is to go does so after its services, before its files, and needs no repository', async () => {
    for (const state of ['absent', 'purged']) {
      expect(await orderTo('service', 'drbd.service', { state })).toBe('after');
      expect(await orderTo('path', '/etc/drbd.conf', { state })).toBe('before');
      expect(await orderTo('entry', '/etc/drbd.d/', { state })).toBe('before');
      expect(await orderTo('command', 'drbdadm', { state })).toBeUndefined();
      expect(await orderTo('repository', 'apt', { state })).toBeUndefined();
    }
  });
});

describe('a package that is not there yet goes by its name', () => {
  test.each([
    ['path', '/etc/drbd-utils.conf'],
    ['path', '/etc/drbd.conf'],
    ['path', '/etc/drbd/'],
    ['entry', '/etc/drbd/'],
    ['entry', '/etc/drbd/conf.d/'],
    ['path', '/etc/drbd.d/'],
    ['entry', '/etc/drbd.d/'],
    ['path', '/etc/default/drbd'],
    ['path', '/etc/cron.d/drbd'],
    ['path', '/var/lib/drbd/'],
    ['service', 'drbd.service'],
    ['service', 'drbd-utils.service'],
    ['command', 'drbd'],
    ['command', '/usr/sbin/drbd'],
  ])('and so comes before the %s %s', async (type, value) => {
    expect(await orderTo(type, value)).toBe('before');
  });

  test('and leaves others alone', async () => {
    expect(await orderTo('path', '/etc/')).toBeUndefined();
    expect(await orderTo('entry', '/etc/default/')).toBeUndefined();
    expect(await orderTo('service', 'ssh.service')).toBeUndefined();
  });
});

test('a file list that can not be read costs the edges of its package, and no others', async () => {
  const { filesOf } = stage.manager;
  stage.manager.filesOf = async (names) => {
    if (names.includes('drbd-utils')) throw new Error('unreadable');
    return filesOf.call(stage.manager, names);
  };
  const other = stage.kind.wishes!(stage.member('nginx').params, stage.context('nginx'));
  await expect(orderTo('path', '/etc/')).rejects.toThrow('unreadable');
  expect(await other).toContainEqual({ anyOf: [{ type: 'path', value: '/etc/nginx/' }], order: 'before' });
});

test('where no package manager is, all go by their names', async () => {
  const kind = pkgOver(async (provider) => {
    throw providerMissing(provider, ['apt']);
  });
  const wishes = await kind.wishes!(stage.member('nginx').params, stage.context('nginx'));
  expect(wishes).toContainEqual({ anyOf: [{ type: 'path', value: '/etc/nginx/' }], order: 'before' });
});

test('the file lists of many are asked for at once', async () => {
  const wishes = ['a', 'b', 'c'].map((name) =>
    stage.kind.wishes!(stage.member(name).params, stage.context(name)),
  );
  await Promise.all(wishes);
  expect(stage.manager.fileListings).toEqual([['a', 'b', 'c']]);
  await stage.kind.wishes!(stage.member('d').params, stage.context('d'));
  expect(stage.manager.fileListings.at(-1)).toEqual(['d']);
});
