import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Changes with whatever decides which versions there are: apt's configuration and lists, and dpkg's status. */
export function aptStamp(directories: readonly string[], files: readonly string[]): string {
  return [...directories.flatMap(entriesOf), ...files].map(stampOf).join('\n');
}

function entriesOf(directory: string): string[] {
  try {
    const inside = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    return inside.map((path) => join(directory, path));
  } catch {
    // It is not there, or not for us to see; then apt makes the same of it as before.
    return [];
  }
}

/** The lists of a repository on this disk are links into it. */
function stampOf(path: string): string {
  const found: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${path} ${found.ino} ${found.mtimeNs} ${found.ctimeNs} ${found.size}` : path;
}
