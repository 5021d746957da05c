import { homedir } from 'node:os';
import { HandClock } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { svc } from './svc.ts';
import { fakeWorld } from './testing/fake-world.ts';
import { testContext } from './testing/test-context.ts';

let world: Awaited<ReturnType<typeof fakeWorld>>;
beforeEach(async () => {
  world = await fakeWorld();
});
afterEach(() => world.leave());

async function wishesOf(params: object) {
  const wishes = await svc.wishes!(
    svc.params.parse(params),
    testContext({ ...world, clock: new HandClock() }),
  );
  expect(wishes.every(({ order, notify }) => order === 'after' && notify)).toBe(true);
  return wishes.flatMap(({ anyOf }) => anyOf.map(({ type, value }) => `${type} ${value}`));
}

describe('a service', () => {
  test('is known by the full name of its unit, which differs between systemd and that of a user', () => {
    const identities = (params: object) => svc.identities!(svc.params.parse(params));
    expect(identities({ name: 'web' })).toEqual([{ type: 'service', value: 'web.service' }]);
    expect(identities({ name: 'web.socket' })).toEqual([{ type: 'service', value: 'web.socket' }]);
    expect(identities({ name: 'web', session: true })).toEqual([
      { type: 'user-service', value: 'web.service' },
    ]);
  });

  test('comes after its unit file and its drop-ins, wherever they are', async () => {
    const wishes = await wishesOf({ name: 'web' });
    for (const directory of ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib']) {
      const file = `${directory}/systemd/system/web.service`;
      expect(wishes).toContain(`path ${file}`);
      expect(wishes).toContain(`path ${file}.d/`);
      expect(wishes).toContain(`entry ${file}.d/`);
      expect(wishes).toContain(`entry ${directory}/systemd/system/service.d/`);
    }
    expect(wishes).toHaveLength(25);
  });

  test('comes after the file of its template', async () => {
    const wishes = await wishesOf({ name: 'web@one' });
    expect(wishes).toContain('path /etc/systemd/system/web@.service');
    expect(wishes).toContain('entry /etc/systemd/system/web@.service.d/');
    expect(wishes).toContain('path /etc/systemd/system/web@one.service');
  });

  test('comes after the drop-ins of all whose names begin as its own', async () => {
    const wishes = await wishesOf({ name: 'web-a@one' });
    expect(wishes).toContain('path /etc/systemd/system/web-@one.service.d/');
    expect(wishes).toContain('entry /etc/systemd/system/web-@.service.d/');
  });

  test('comes after the files of its environment, once systemd knows it', async () => {
    await world.write(
      'web.service',
      '[Service]\nEnvironmentFile=/etc/web.env\nEnvironmentFile=/etc/web/*.env\n',
    );
    const wishes = await wishesOf({ name: 'web' });
    expect(wishes.filter((wish) => wish.endsWith('.env'))).toEqual(['path /etc/web.env']);
  });

  test('of a user comes after the files of users', async () => {
    vi.stubEnv('XDG_CONFIG_HOME', '/srv/config');
    vi.stubEnv('XDG_DATA_HOME', '');
    const wishes = await wishesOf({ name: 'web', session: true });
    vi.unstubAllEnvs();
    expect(wishes).toContain('path /etc/systemd/user/web.service');
    expect(wishes).toContain('path /srv/config/systemd/user/web.service');
    expect(wishes).toContain(`path ${homedir()}/.local/share/systemd/user/web.service`);
    expect(wishes.some((wish) => wish.includes('/systemd/system/'))).toBe(false);
  });
});
