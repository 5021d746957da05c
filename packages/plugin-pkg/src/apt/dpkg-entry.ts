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

/** Reads the form of dpkg's status file. */
export function parseEntries(text: string): DpkgEntry[] {
  return text
    .split('\n\n')
    .map((stanza) => `\n${stanza}`)
    .filter((stanza) => stanza.includes('\nPackage: '))
    .map(parseEntry);
}

function parseEntry(stanza: string): DpkgEntry {
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
  const mark = `\n${name}: `;
  const at = stanza.indexOf(mark);
  if (at < 0) return undefined;
  const end = stanza.indexOf('\n', at + 1);
  return stanza.slice(at + mark.length, end < 0 ? undefined : end);
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
