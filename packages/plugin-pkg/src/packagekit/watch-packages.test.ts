import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Services, WATCHER, type Watcher } from '@homeostat/resource';
import { beforeEach, describe, expect, it } from 'vitest';
import { daemon, serviceName } from './protocol.ts';
import { FakePackageKit } from './testing/fake-packagekit.ts';
import { useFakePackageKit } from './testing/use-fake-packagekit.ts';
import { watchPackages } from './watch-packages.ts';

const test = useFakePackageKit();
let notices: EventEmitter;
let noticed: number;
/** Each path that is watched, with who is to be told. */
let watched: Map<string, () => void>;
beforeEach(() => {
  notices = new EventEmitter();
  noticed = 0;
  watched = new Map();
});

const watcher: Watcher = {
  watch(path, notify, options) {
    expect(options).toEqual({ scope: 'entries' });
    watched.set(path, notify);
    return { close: () => void watched.delete(path) };
  },
};

const services: Services = {
  get<T>(token: symbol): T {
    if (token !== WATCHER) throw new Error(`No service ${String(token)}`);
    return watcher as T;
  },
};

function notify(): void {
  noticed += 1;
  notices.emit('notice');
}

describe('watchPackages', () => {
  it.each(['UpdatesChanged', 'RepoListChanged'])('tells of %s, until it is closed', async (member) => {
    const watch = await watchPackages(test.bus, notify, services);
    const notice = once(notices, 'notice');
    test.kit.service.emit(daemon.path, daemon.interface, member);
    await notice;
    await watch.close();
    test.kit.service.emit(daemon.path, daemon.interface, member);
    // Signals come in order, so the one above would be here by now.
    expect(await test.bus.owner(serviceName)).toBe(test.kit.service.uniqueName);
    expect(noticed).toBe(1);
    expect(watched.size).toBe(0);
  });

  it('tells of what others do in the databases of the package managers', async () => {
    await watchPackages(test.bus, notify, services);
    expect([...watched.keys()]).toEqual(expect.arrayContaining(['/var/lib/dpkg', '/usr/lib/sysimage/rpm']));
  });

  it('tells of a database that is written, and not of what a reader leaves in its directory', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'rpm-'));
    await watchPackages(test.bus, notify, services, [directory]);
    const write = (name: string, text: string) => {
      writeFileSync(join(directory, name), text);
      watched.get(directory)!();
      return noticed;
    };
    expect(write('rpmdb.sqlite', 'one')).toBe(1);
    expect(write('rpmdb.sqlite-shm', 'readers')).toBe(1);
    expect(write('rpmdb.sqlite-wal', '')).toBe(1);
    expect(write('.rpm.lock', '')).toBe(1);
    expect(write('rpmdb.sqlite-wal', 'another page')).toBe(2);
    expect(write('rpmdb.sqlite', 'one and another')).toBe(3);
    rmSync(directory, { recursive: true });
  });

  it('tells of a bus that was lost, since signals were, and not of a PackageKit that comes and goes', async () => {
    await watchPackages(test.bus, notify, services);
    await test.kit.service.stop();
    test.kit = await FakePackageKit.start(test.daemon.address);
    expect(await test.bus.owner(serviceName)).toBe(test.kit.service.uniqueName);
    expect(noticed).toBe(0);
    const notice = once(notices, 'notice');
    await test.daemon.kill();
    await test.daemon.start();
    await notice;
    test.kit = await FakePackageKit.start(test.daemon.address);
    const another = once(notices, 'notice');
    test.kit.service.emit(daemon.path, daemon.interface, 'UpdatesChanged');
    await another;
  });

  it('leaves no watch behind when one can not be armed', async () => {
    await test.daemon.kill();
    await expect(watchPackages(test.bus, notify, services)).rejects.toMatchObject({
      code: 'PACKAGE_MANAGER_MISSING',
    });
    expect(watched.size).toBe(0);
  });
});
