import type { Bus } from '@homeostat/bus';
import { transactionFailed } from './errors.ts';
import { resolvePackages } from './resolve-packages.ts';
import { runTransaction } from './run-transaction.ts';
import { installedOf } from './status-of.ts';
import { versionOrder } from './version-order.ts';

/** The paths that an installed package ships, directories with a trailing slash. Of others PackageKit tells nothing. */
export async function filesOf(
  bus: Bus,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const packages = (await resolvePackages(bus, [name], signal)).get(name) ?? [];
  const [installed] = installedOf(packages, await versionOrder(bus, signal));
  if (!installed) return undefined;
  const role = { member: 'GetFiles', signature: 'as', body: [[installed.id]] };
  const { files, failure } = await runTransaction(bus, role, { signal, killSignal: signal });
  if (failure) throw transactionFailed(`list the files of ${name}`, failure);
  const paths = [...files.values()].flat();
  return paths.length === 0 ? undefined : withSlashes(paths);
}

/** PackageKit does not tell directories from files: what lies above another path is one. */
function withSlashes(paths: readonly string[]): readonly string[] {
  const directories = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
  return paths
    .filter((path) => path.startsWith('/') && path !== '/.')
    .map((path) => (directories.has(path) ? `${path}/` : path));
}
