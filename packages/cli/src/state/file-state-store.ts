import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@homeostat/plugin-file';
import { formatProblem, type Logger, type StateStore } from '@homeostat/resource';
import { stateSetAside } from '../errors.ts';

/**
 * Remembers in a directory: a file for each resource. What can't be read is set aside, with a warning.
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
      return readEntry(
        await readFile(file, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW }),
        id,
      );
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (!this.#readOnly) await rename(file, `${file}.bad`).catch(() => {});
      this.#log.warn(formatProblem(stateSetAside(id, file, (error as Error).message)));
      return undefined;
    }
  }

  async set(id: string, value: unknown): Promise<void> {
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

function readEntry(text: string, id: string): unknown {
  const entry: unknown = JSON.parse(text);
  if (typeof entry !== 'object' || entry === null || !('id' in entry) || !('value' in entry)) {
    throw new Error('it has another form');
  }
  if (entry.id !== id) throw new Error(`it belongs to ${String(entry.id)}`);
  return entry.value;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
