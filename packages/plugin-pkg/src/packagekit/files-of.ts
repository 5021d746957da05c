import type { Bus } from '@homeostat/bus';
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
  return ids.map((id) => {
    const paths = id === undefined ? undefined : files.get(id);
    return paths && withSlashes(paths);
  });
}

/** PackageKit does not tell directories from files: what lies above another path is one. */
function withSlashes(paths: readonly string[]): readonly string[] {
  const directories = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
  return paths
    .filter((path) => path.startsWith('/') && path !== '/.')
    .map((path) => (directories.has(path) ? `${path}/` : path));
}
