import { type Bus, createBus } from '@homeostat/bus';
import type { Host, HostProcess } from '@homeostat/lab';
import { systemClock } from '@homeostat/resource';
import { afterEach, beforeEach } from 'vitest';
import type { PackageBackend, PackageStatus, Transaction } from '../../backend/package-backend.ts';
import { useHost } from '../../e2e/testing/use-host.ts';
import { createPackageKitBackend } from '../packagekit-backend.ts';
import { KeptContext } from './kept-context.ts';

/** The back end out here, and the PackageKit of a booted host. */
export class PackageKitOnHost {
  readonly host: Host;
  readonly bus: Bus;
  readonly backend: PackageBackend;
  readonly context = new KeptContext(systemClock);

  constructor(host: Host) {
    this.host = host;
    this.bus = createBus('system', { address: host.systemBus });
    this.backend = createPackageKitBackend(this.bus);
  }

  look(...names: readonly string[]): Promise<readonly PackageStatus[]> {
    return this.backend.look(names, { available: true }, new AbortController().signal);
  }

  /** Of each the version that is there, or `absent`. */
  async conditions(...names: readonly string[]): Promise<readonly string[]> {
    return (await this.look(...names)).map(({ condition, version }) => version ?? condition);
  }

  transact(transaction: Partial<Transaction>): Promise<void> {
    const nothing = { install: [], remove: [], purge: [], keep: [] };
    const careful = { allowDowngrade: false, allowUntrusted: false, allowRemoveDependents: false };
    return this.backend.transact({ ...nothing, ...careful, ...transaction }, this.context);
  }

  install(...names: readonly string[]): Promise<void> {
    return this.transact({ install: names.map((name) => ({ name })) });
  }

  /** What apt has logged of its transactions. */
  async history(): Promise<string[]> {
    const { stdout } = await this.host.run(['cat', '/var/log/apt/history.log']);
    return stdout.split('\n').filter((line) => /^(Install|Upgrade|Downgrade|Remove|Purge): /.test(line));
  }

  /** An apt-get that holds the lock for as long as /etc/lab-slow is there. */
  async otherAtWork(): Promise<HostProcess> {
    await this.host.write('/etc/lab-slow', '');
    const other = this.host.start(['apt-get', '--yes', 'install', 'lab-slow']);
    await other.told('Setting up lab-slow');
    return other;
  }

  /** Resolves once the script of lab-slow waits. */
  async scriptRuns(): Promise<void> {
    const wait = 'until grep --quiet "half-configured lab-slow" /var/log/dpkg.log; do sleep 0.02; done';
    await this.host.run(['timeout', '30', 'sh', '-c', wait]);
  }
}

/** A fresh one for each test of the file. */
export function usePackageKitOnHost(): { kit: PackageKitOnHost } {
  const on = useHost();
  const test = {} as { kit: PackageKitOnHost };
  beforeEach(() => {
    test.kit = new PackageKitOnHost(on.host);
  });
  afterEach(() => test.kit.bus.close());
  return test;
}
