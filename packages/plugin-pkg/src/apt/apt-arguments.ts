import type { Transaction } from '../backend/package-backend.ts';

/** What does not depend on the transaction. Each is set, whatever the machine's configuration says. */
const always = {
  'APT::Get::AutomaticRemove': 'false',
  'APT::Get::allow-remove-essential': 'false',
  'APT::Get::allow-change-held-packages': 'false',
  'APT::Get::force-yes': 'false',
  // A name that apt does not know is not to be taken for an expression that others match.
  'APT::Cmd::Pattern-Only': 'true',
};

export interface Switches {
  /** Whether packages that nobody asked to remove may go. */
  readonly removeOthers: boolean;
  readonly purge: boolean;
  readonly lockSeconds: number;
}

/** The words after `apt-get` that make it do this transaction, `install`, removals and all. */
export function installArguments(transaction: Transaction, switches: Switches): string[] {
  const options = {
    ...always,
    'DPkg::Lock::Timeout': switches.lockSeconds,
    'APT::Get::Remove': switches.removeOthers,
    'APT::Get::Purge': switches.purge,
    'APT::Get::allow-downgrades': transaction.allowDowngrade,
    'APT::Get::AllowUnauthenticated': transaction.allowUntrusted,
  };
  return [
    '--quiet',
    '--yes',
    ...optionArguments(options),
    ...keepEditedConfiguration,
    'install',
    '--',
    ...transaction.install.map(({ name, version }) => (version === undefined ? name : `${name}=${version}`)),
    ...[...transaction.remove, ...transaction.purge].map((name) => `${name}-`),
  ];
}

/** Completes what is unpacked but not configured, and brings what is missing. Removes nothing. */
export function fixBrokenArguments(transaction: Transaction, lockSeconds: number): string[] {
  const nothing = { ...transaction, install: [], remove: [], purge: [] };
  return ['--fix-broken', ...installArguments(nothing, { removeOthers: false, purge: false, lockSeconds })];
}

export function updateArguments(): string[] {
  return ['--quiet', ...optionArguments({ 'APT::Update::Error-Mode': 'any' }), 'update'];
}

/** For dpkg: a configuration file that the administrator edited stays; where nothing was edited the new one is taken. */
export const keepEdited = ['--force-confdef', '--force-confold'];

const keepEditedConfiguration = keepEdited.flatMap((option) => ['-o', `Dpkg::Options::=${option}`]);

export function optionArguments(options: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
