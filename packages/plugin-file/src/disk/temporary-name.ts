import { randomUUID } from 'node:crypto';

const form = /^\.homeostat-(\d+)-[0-9a-f-]{36}$/;

/**
 * How old a temporary file may be, by the time it was written, before it counts as left over whoever made it. It lives as
 * long as a batch takes to reach the disk; and should it be taken from a living process, that one tries again.
 *
 * @unit milliseconds
 */
const oldestMs = 3_600_000;

/** A name that nobody can guess, and that tells which process made it. */
export function temporaryName(): string {
  return `.homeostat-${process.pid}-${randomUUID()}`;
}

export function isTemporaryName(name: string): boolean {
  return form.test(name);
}

/** Whether a temporary file is that of a process that is no more. */
export function isLeftOver(name: string, writtenAtMs: number): boolean {
  return Date.now() - writtenAtMs > oldestMs || !isAlive(Number(form.exec(name)?.[1]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
