import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createBus } from '@homeostat/bus';
import { PrivateBus } from '@homeostat/bus/testing';
import { createWatcher } from '@homeostat/watcher';
import { FakeSystemd } from './fake-systemd.ts';
import type { World } from './world.ts';

interface FakeWorld extends World {
  readonly systemd: FakeSystemd;
  /** Where its unit files are. */
  readonly directory: string;
}

/** A fake systemd on a bus with the limits of a system bus, and a directory for its unit files. */
export async function fakeWorld(): Promise<FakeWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-units-'));
  const daemon = await PrivateBus.start();
  const bus = createBus('system', { address: daemon.address, onWarning() {} });
  const watcher = createWatcher();
  const systemd = await FakeSystemd.start(daemon.address, directory);
  const write = async (unit: string, text: string) => {
    mkdirSync(dirname(join(directory, unit)), { recursive: true });
    writeFileSync(join(directory, unit), text);
  };
  return {
    systemd,
    directory,
    bus,
    watcher,
    write,
    async install(unit, text) {
      await write(unit, text);
      await systemd.systemctl('daemon-reload', []);
    },
    systemctl: (verb, ...units) => systemd.systemctl(verb, units),
    crash: async (unit) => systemd.unit(unit).crash(),
    active: async (unit) => systemd.unit(unit).active,
    startup: async (unit) => systemd.fileState(unit),
    invocation: async (unit) => String(systemd.unit(unit).invocation),
    letStart: async (unit) => systemd.unit(unit).letStart(),
    async renewSystemd() {
      await systemd.stop();
      await systemd.connect(daemon.address);
    },
    async renewBus() {
      const renewed = new Promise<void>((resolve) => bus.onReconnect(resolve));
      await daemon.kill();
      await systemd.stop();
      await daemon.start();
      await systemd.connect(daemon.address);
      await renewed;
    },
    async leave() {
      await bus.close();
      await systemd.stop();
      await daemon.stop();
      await watcher.close();
      rmSync(directory, { recursive: true });
    },
  };
}
