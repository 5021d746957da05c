import type { Bus } from '@homeostat/bus';
import { markDirectories } from '../backend/mark-directories.ts';
import { transactionFailed } from './errors.ts';
import { resolvePackages } from './resolve-packages.ts';
import { runTransaction } from './run-transaction.ts';
import { installedOf } from './status-of.ts';
import { versionOrder } from './version-order.ts';

/** The paths that installed packages ship, directories with a trailing slash. Of others PackageKit tells nothing. */
export async function filesOf(
  bus: Bus,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly string[] | undefined)[]> {
  const resolved = await resolvePackages(bus, names, signal);
  const compare = await versionOrder(bus, signal);
  const ids = names.map((name) => installedOf(resolved.get(name) ?? [], compare)[0]?.id);
  const asked = ids.filter((id) => id !== undefined);
  if (asked.length === 0) return ids.map(() => undefined);
  const role = { member: 'GetFiles', signature: 'as', body: [asked] };
  const { files, failure } = await runTransaction(bus, role, { signal, killSignal: signal });
  if (failure) throw transactionFailed(`list the files of ${names.join(', ')}`, failure);
  const lists = new Map([...files].map(([id, paths]) => [withoutData(id), paths]));
  return ids.map((id) => {
    const paths = id === undefined ? undefined : lists.get(withoutData(id));
    // The root is told as "/.".
    return paths && markDirectories(paths.filter((path) => path.startsWith('/') && path !== '/.'));
  });
}

/** Without the data, of which each back end and each role has its own idea. */
function withoutData(id: string): string {
  return id.split(';', 3).join(';');
}
