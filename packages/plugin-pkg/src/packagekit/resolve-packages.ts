import type { Bus } from '@homeostat/bus';
import { transactionFailed } from './errors.ts';
import type { FoundPackage } from './package-id.ts';
import { errorCode, filter } from './protocol.ts';
import { runTransaction } from './run-transaction.ts';
import type { CompareVersions } from './version-order.ts';

/** What PackageKit knows of each name: what is installed, and what could be. A name that it does not know is missing. */
export type KnownPackages = ReadonlyMap<string, readonly FoundPackage[]>;

/**
 * Asks for packages by name. A bare name is that of the architecture of this machine, or of none; `bash:i386` is of another one.
 *
 * A transaction may take a second, so it is one for all of them, and another one only for names with an architecture.
 */
export async function resolvePackages(
  bus: Bus,
  names: readonly string[],
  signal: AbortSignal,
): Promise<KnownPackages> {
  const askable = names.filter(isAskable);
  const bare = askable.filter((name) => !name.includes(':'));
  const qualified = new Set(askable.filter((name) => name.includes(':')));
  const known = new Map<string, FoundPackage[]>();
  const add = (name: string, found: FoundPackage) => {
    const others = known.get(name) ?? [];
    // Some are told twice.
    if (!others.some(({ id }) => id === found.id)) known.set(name, [...others, found]);
  };
  for (const found of await resolve(bus, filter.nativeArchitecture, bare, signal)) add(found.name, found);
  const withoutArchitecture = [...qualified].map((name) => name.split(':', 1)[0]!);
  for (const found of await resolve(bus, filter.none, withoutArchitecture, signal)) {
    for (const name of qualified) if (isOf(name, found)) add(name, found);
  }
  return known;
}

/**
 * Looks for versions that are not among the known ones: the apt back end tells only what is installed and what it would take, but
 * finds another version by its id. Other back ends find nothing.
 */
export async function resolveVersions(
  bus: Bus,
  versions: ReadonlyMap<string, string>,
  known: KnownPackages,
  compare: CompareVersions,
  signal: AbortSignal,
): Promise<KnownPackages> {
  const wanted = [...versions].flatMap(([name, version]) => {
    const packages = known.get(name) ?? [];
    if (packages.some((it) => compare(it.version, version) === 0) || /[;\s]/.test(version)) return [];
    const architectures = new Set(packages.map(({ architecture }) => architecture));
    return [...architectures].map((architecture) => ({ name, version, architecture }));
  });
  const ids = wanted.map(({ name, version, architecture }) =>
    [name.split(':', 1)[0], version, architecture, ''].join(';'),
  );
  const completed = new Map(known);
  for (const found of await resolve(bus, filter.none, ids, signal)) {
    for (const { name, version, architecture } of wanted) {
      const isIt = name.split(':', 1)[0] === found.name && version === found.version;
      if (isIt && architecture === found.architecture) {
        completed.set(name, [...(completed.get(name) ?? []), found]);
      }
    }
  }
  return completed;
}

async function resolve(
  bus: Bus,
  filters: bigint,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly FoundPackage[]> {
  const found: FoundPackage[] = [];
  for (let start = 0; start < names.length; start += mostAtOnce) {
    const some = names.slice(start, start + mostAtOnce);
    const ask = (filters: bigint) => {
      const role = { member: 'Resolve', signature: 'tas', body: [filters, some] };
      return runTransaction(bus, role, { signal, killSignal: signal });
    };
    let outcome = await ask(filters);
    // What is installed is known also where nothing was ever fetched.
    if (outcome.failure?.code === errorCode.noCache) outcome = await ask(filters | filter.installed);
    if (outcome.failure) throw transactionFailed('look at packages', outcome.failure);
    found.push(...outcome.packages);
  }
  return found;
}

/** Those for any architecture are for this one, too. */
function isOf(qualified: string, { name, architecture }: FoundPackage): boolean {
  const [wantedName, wantedArchitecture] = qualified.split(':');
  return (
    name === wantedName && (architecture === wantedArchitecture || ['all', 'noarch'].includes(architecture))
  );
}

/** One name that PackageKit refuses makes it refuse all; one with a semicolon is an id. */
function isAskable(name: string): boolean {
  return /^[^;\s]+$/.test(name);
}

/** @source PackageKit 1.2.6 resolves 10,000 at once; the limit of older ones is lower */
const mostAtOnce = 2500;
