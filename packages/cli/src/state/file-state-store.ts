import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@homeostat/plugin-file';
import { formatProblem, type Logger, type StateStore } from '@homeostat/resource';
import { stateSetAside, stateUnreadable } from '../errors.ts';

/**
 * Remembers in a directory: a file for each resource. What is no state of ours is set aside, with a warning; what can't be read at
 * the moment is an error, for a resource that is taken for new may run its command a second time.
 *
 * A read-only one, for dry runs, touches nothing and forgets what it is given.
 */
export class FileStateStore implements StateStore {
  readonly #directory: string;
  readonly #log: Logger;
  readonly #readOnly: boolean;

  constructor(directory: string, log: Logger, { readOnly = false } = {}) {
    this.#directory = directory;
    this.#log = log;
    this.#readOnly = readOnly;
  }

  async get(id: string): Promise<unknown> {
    const file = this.#file(id);
    try {
      const text = await readIfAny(file);
      return text === undefined ? undefined : readEntry(text, id);
    } catch (error) {
      if (!(error instanceof Unusable)) throw stateUnreadable(id, file, error);
      if (!this.#readOnly) await rename(file, `${file}.bad`).catch(() => {});
      this.#log.warn(formatProblem(stateSetAside(id, file, error.message)));
      return undefined;
    }
  }

  async set(id: string, value: unknown): Promise<void> {
    if (value === undefined) return this.delete(id);
    if (this.#readOnly) return;
    await replaceFile(this.#file(id), `${JSON.stringify({ id, value })}\n`, { mode: 0o600 });
  }

  async delete(id: string): Promise<void> {
    if (this.#readOnly) return;
    await rm(this.#file(id), { force: true });
  }

  // A name may hold what no file name can.
  #file(id: string): string {
    return join(this.#directory, `${createHash('sha256').update(id).digest('hex')}.json`);
  }
}

/** What is there is nothing that this store has written. */
class Unusable extends Error {}

async function readIfAny(path: string): Promise<string | undefined> {
  let file: FileHandle;
  try {
    // A FIFO would have us wait.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP' || code === 'ENXIO') throw new Unusable('it is no file');
    throw error;
  }
  try {
    if (!(await file.stat()).isFile()) throw new Unusable('it is no file');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function readEntry(text: string, id: string): unknown {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch (error) {
    throw new Unusable((error as Error).message);
  }
  if (typeof entry !== 'object' || entry === null || !('id' in entry) || !('value' in entry))
    throw new Unusable('it has another form');
  if (entry.id !== id) throw new Unusable(`it belongs to ${String(entry.id)}`);
  return entry.value;
}
