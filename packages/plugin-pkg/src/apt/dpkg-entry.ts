import type { PackageStatus } from '../backend/package-backend.ts';

/** What dpkg knows of one package of one architecture (dpkg-query(1), "Package states"). */
export interface DpkgEntry {
  readonly name: string;
  readonly architecture: string;
  readonly version: string | undefined;
  /** What the administrator selected: `install`, `hold`, `deinstall`, `purge`. */
  readonly want: string;
  /** `ok`, or `reinstreq`. */
  readonly flag: string;
  readonly state: string;
}

/** Reads one stanza of dpkg's status file: lines of fields, what goes on with a blank belongs to the one before. */
export function parseEntry(stanza: string): DpkgEntry {
  const [want = '', flag = '', state = 'not-installed'] = (field(stanza, 'Status') ?? '').split(' ');
  return {
    name: field(stanza, 'Package')!,
    architecture: field(stanza, 'Architecture') ?? '',
    version: field(stanza, 'Version'),
    want,
    flag,
    state,
  };
}

function field(stanza: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
}

export function toStatus(name: string, entry: DpkgEntry | undefined): PackageStatus {
  if (!entry) return { name, condition: 'absent', held: false };
  const condition = conditionOf(entry);
  const isThere = condition === 'installed' || condition === 'broken';
  return {
    name,
    condition,
    held: entry.want === 'hold',
    ...(isThere && entry.version !== undefined ? { version: entry.version } : {}),
  };
}

export function conditionOf({ state, flag }: DpkgEntry): PackageStatus['condition'] {
  if (state === 'not-installed') return 'absent';
  if (flag !== 'ok') return 'broken';
  if (state === 'installed' || state === 'config-files') return state;
  return 'broken';
}
