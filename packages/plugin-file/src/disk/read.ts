import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Read into again and again: most files are small, and a buffer each would be most of the work. */
const shared = Buffer.allocUnsafe(64 * 1024);

/**
 * Opens what is there to read. Never follows a link, nor waits for a pipe; that it is a regular file is for the work to see.
 * `undefined`: this user may not read it; it may be replaced all the same.
 */
export function readOpened<T>(at: string, work: (handle: number, found: Stats) => T): T | undefined {
  let handle: number;
  try {
    handle = openSync(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    throw error;
  }
  try {
    return work(handle, fstatSync(handle));
  } finally {
    closeSync(handle);
  }
}

/**
 * The whole, unless it is longer: up to the size that it tells, or to the end if it tells none. Up to 64 KiB it is only good
 * until the next call.
 */
export function readUpTo(limit: number, handle: number, size: number): Buffer {
  const buffer = limit <= shared.length ? shared : Buffer.allocUnsafe(limit);
  let length = 0;
  while (length < limit) {
    const read = readSync(handle, buffer, length, limit - length, null);
    if (read === 0) break;
    length += read;
    if (length === size) break;
  }
  return buffer.subarray(0, length);
}
