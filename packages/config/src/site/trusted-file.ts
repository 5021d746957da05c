import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Why a file must not be run. */
export interface Distrust {
  /** The file, or a directory on the way to it. */
  readonly path: string;
  readonly who: string;
}

/**
 * Whether somebody else could change what a file does: write to it, or replace it or a directory on the way to it.
 *
 * Trusted are root and the user who calls, also the one who calls by sudo. See docs/decisions/typescript-config.md.
 */
export function whoElseMayWrite(file: string): Distrust | undefined {
  const trusted = trustedUsers();
  const paths = new Set([...wayTo(realpathSync(file)), ...wayTo(resolve(file))]);
  for (const path of paths) {
    const who = writerOf(lstatSync(path), trusted);
    if (who !== undefined) return { path, who };
  }
  return undefined;
}

function writerOf(stats: Stats, trusted: ReadonlySet<number>): string | undefined {
  if (!trusted.has(stats.uid)) return `the user with the id ${stats.uid}`;
  // In a sticky directory nobody replaces what belongs to another, and a link has no mode.
  if (stats.isSymbolicLink() || (stats.isDirectory() && (stats.mode & 0o1000) !== 0)) return undefined;
  if ((stats.mode & 0o002) !== 0) return 'everyone';
  // The group with the number of the owner is the owner's own.
  if ((stats.mode & 0o020) !== 0 && stats.gid !== stats.uid) return `the group with the id ${stats.gid}`;
  return undefined;
}

function trustedUsers(): ReadonlySet<number> {
  const user = process.geteuid!();
  const { SUDO_UID } = process.env;
  // Whoever sets root's environment can do worse.
  return new Set([0, user, ...(user === 0 && SUDO_UID !== undefined ? [Number(SUDO_UID)] : [])]);
}

function wayTo(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...wayTo(above)];
}
