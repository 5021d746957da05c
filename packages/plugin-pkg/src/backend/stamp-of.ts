import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What comes and goes with whoever reads, or tries and fails: locks, downloads, what sqlite and Berkeley DB share among readers. It
 * says nothing of packages.
 */
const incidental = /^(?:lock|lock-frontend|partial|\.rpm\.lock|\.dbenv\.lock|__db\.\d+|.*-shm)$/;

/** Changes with whatever is at these paths: files, and of directories all that is in them. */
export function stampOf(paths: readonly string[], scope: 'entries' | 'tree'): string {
  return paths.flatMap((path) => [path, ...below(path, scope)]).join('\n');
}

function below(path: string, scope: 'entries' | 'tree'): string[] {
  const found = statIfAny(path);
  if (!found?.isDirectory()) return found ? [describe(found)] : [];
  return entriesOf(path).flatMap((name) => {
    const entry = join(path, name);
    const inside = statIfAny(entry);
    if (!inside) return [name];
    // A reader of sqlite leaves an empty journal.
    if (inside.size === 0n && name.endsWith('-wal')) return [];
    const more = scope === 'tree' && inside.isDirectory() ? below(entry, scope) : [];
    return [`${name} ${describe(inside)}`, ...more];
  });
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => !incidental.test(name))
      .sort();
  } catch {
    // Not for us to see; then the package manager makes the same of it as before.
    return [];
  }
}

/** The lists of a repository on this disk are links into it. A link that leads to itself, or to where we may not look, is nothing. */
function statIfAny(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function describe({ ino, mtimeNs, ctimeNs, size }: BigIntStats): string {
  return `${ino} ${mtimeNs} ${ctimeNs} ${size}`;
}
