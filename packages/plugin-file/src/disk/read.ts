import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { expectType } from './look.ts';
import { withParent } from './with-parent.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Never follows a link, waits for a pipe or gives out something of another type. `undefined`: this user may not read it;
 * it may be replaced all the same.
 */
export async function openToRead(path: string): Promise<FileHandle | undefined> {
  const handle = await withParent(path, (at) => open(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES') return undefined;
      throw error;
    },
  );
  try {
    if (handle) expectType(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle?.close();
    throw error;
  }
}

/** The whole, unless it is longer; a file may grow while it is read, and some tell no size. */
export async function readUpTo(limit: number, opened: FileHandle, signal: AbortSignal): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(limit);
  let length = 0;
  while (length < limit) {
    signal.throwIfAborted();
    const { bytesRead } = await opened.read(buffer, length, limit - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
