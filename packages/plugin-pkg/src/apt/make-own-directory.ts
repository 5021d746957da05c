import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a directory, mode 0700, that nobody else can replace: for root below /run, which is in memory and root's alone. Those that
 * processes left behind that were killed are removed.
 */
export function makeOwnDirectory(parent = usualParent()): string {
  // Where others may write, what looks like one of ours may be anything.
  if ((statSync(parent).mode & 0o022) === 0) removeLeftBehind(parent);
  return mkdtempSync(join(parent, `homeostat-${process.pid}-`));
}

function usualParent(): string {
  const isRoot = process.geteuid!() === 0;
  return isRoot && existsSync('/run') ? '/run' : tmpdir();
}

function removeLeftBehind(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = /^homeostat-(\d+)-\w{6}$/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // It is another user's, whose next run removes it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
