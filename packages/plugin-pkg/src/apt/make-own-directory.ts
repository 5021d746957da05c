import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a directory, mode 0700, that nobody else can replace: for root below /run, which is in memory and root's alone. */
export function makeOwnDirectory(): string {
  const isRoot = process.geteuid!() === 0;
  return mkdtempSync(join(isRoot && existsSync('/run') ? '/run' : tmpdir(), 'homeostat-'));
}
