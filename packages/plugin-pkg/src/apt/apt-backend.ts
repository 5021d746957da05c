import { allArmed, WATCHER, type Watch } from '@homeostat/resource';
import type { PackageBackend, PackageStatus, Transaction } from '../backend/package-backend.ts';
import { stampOf } from '../backend/stamp-of.ts';
import { whenDifferent } from '../backend/when-different.ts';
import { AutomaticPackages } from './automatic-packages.ts';
import { AvailableVersions } from './available-versions.ts';
import { compareVersions } from './compare-versions.ts';
import { DpkgDatabase } from './dpkg-database.ts';
import { toStatus } from './dpkg-entry.ts';
import { filesOf } from './files-of.ts';
import { hold } from './hold.ts';
import { lockSeconds } from './lock-seconds.ts';
import { refresh } from './refresh.ts';
import { suggest } from './suggest.ts';
import { transact } from './transact.ts';

export interface AptOptions {
  /** Where dpkg keeps what it knows: `/var/lib/dpkg`. */
  readonly dpkgDirectory?: string;
  /** Where apt keeps the lists: `/var/lib/apt/lists`. */
  readonly listsDirectory?: string;
  /** Where apt is told how to choose: `/etc/apt`. */
  readonly configDirectory?: string;
  /** Where apt keeps what is there for others only: `/var/lib/apt/extended_states`. */
  readonly marksFile?: string;
  readonly lockSeconds?: number;
}

/** Debian's packages: dpkg's files are read without a process, changes are made by apt-get. */
export function createAptBackend(options: AptOptions = {}): PackageBackend {
  const dpkgDirectory = options.dpkgDirectory ?? '/var/lib/dpkg';
  const listsDirectory = options.listsDirectory ?? '/var/lib/apt/lists';
  const configDirectory = options.configDirectory ?? '/etc/apt';
  const marksFile = options.marksFile ?? '/var/lib/apt/extended_states';
  const automatic = new AutomaticPackages(marksFile);
  const patience = options.lockSeconds ?? lockSeconds;
  const database = new DpkgDatabase(dpkgDirectory);
  const status = `${dpkgDirectory}/status`;
  // What decides which versions there are, and which of them apt would take.
  const choice = [listsDirectory, configDirectory];
  const available = new AvailableVersions(() => stampOf([...choice, status], 'tree'));

  return {
    name: 'apt',
    compareVersions,
    canonicalName: (name) => (name.includes(':') ? database.read().plain(name) : name),

    async look(names, what, signal): Promise<PackageStatus[]> {
      const snapshot = database.read();
      const marked = automatic.read();
      const looked = names.map((name): PackageStatus => {
        const found = toStatus(name, snapshot.find(name));
        const isAutomatic = found.version !== undefined && marked.has(snapshot.qualified(name));
        return isAutomatic ? { ...found, automatic: true } : found;
      });
      if (!what.available) return looked;
      const plain = names.map((name) => snapshot.plain(name));
      const versions = await available.of(plain, signal);
      return looked.map((status, index) => ({ ...status, available: versions.get(plain[index]!) ?? [] }));
    },

    refresh: (context) => refresh(patience, context),
    async transact(transaction, context) {
      const snapshot = database.read();
      await transact(
        withPlainNames(transaction, (name) => snapshot.plain(name)),
        patience,
        context,
      );
    },
    hold: (names, held, context) => hold(names, held, patience, context),

    suggest,

    async filesOf(names) {
      const snapshot = database.read();
      return names.map((name) => {
        const entry = snapshot.find(name);
        return entry && filesOf(entry, dpkgDirectory);
      });
    },

    watch(notify, services): Promise<Watch> {
      const watcher = services.get(WATCHER);
      const notice = whenDifferent(() => stampOf(choice, 'tree'), notify);
      return allArmed([
        watcher.watch(status, notify),
        watcher.watch(marksFile, notify),
        watcher.watch(listsDirectory, notice, { scope: 'entries' }),
        watcher.watch(configDirectory, notice, { scope: 'tree' }),
      ]);
    },
  };
}

/** Apt tells of what it would remove by such names. */
function withPlainNames(transaction: Transaction, plain: (name: string) => string): Transaction {
  return {
    ...transaction,
    install: transaction.install.map((one) => ({ ...one, name: plain(one.name) })),
    remove: transaction.remove.map(plain),
    purge: transaction.purge.map(plain),
  };
}
