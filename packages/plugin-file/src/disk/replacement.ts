import { closeSync, constants, fsync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Place } from './directories.ts';
import { expectType, lookAt } from './look.ts';
import { openNew } from './make.ts';
import { isRoot } from './root.ts';
import { type Attributes, setAttributes } from './set-attributes.ts';
import { temporaryName } from './temporary-name.ts';

const { O_NOFOLLOW, O_RDONLY } = constants;

/**
 * New content for one path, all or nothing: written beside it, made durable, then renamed over it. Mode and owner that are
 * not given are those of the file that is there (the owner: if root calls; no set-id bits).
 *
 * Refuses anything but a regular file. A link that appears at the path meanwhile is replaced, never followed.
 */
export class Replacement {
  readonly place: Place;
  readonly #temporary: string;
  #handle: number | undefined;

  /** Writes it beside the path. At no moment is it open to more than the mode that is asked for. */
  constructor(place: Place, path: string, content: string | Uint8Array, given: Attributes) {
    this.place = place;
    const attributes = completed(given, place.at, path);
    this.#temporary = place.directory.at(temporaryName());
    this.#handle = openNew(this.#temporary, attributes);
    try {
      writeFileSync(this.#handle, content);
      setAttributes(this.#handle, attributes);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Resolves when it would be there after a power failure, though not yet under its name. */
  async sync(): Promise<void> {
    this.#handle ??= openSync(this.#temporary, O_RDONLY | O_NOFOLLOW);
    await promisify(fsync)(this.#handle);
  }

  /** Frees what a `sync` to come would have at hand: there may be thousands. */
  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }

  /** From then on readers see the new content. */
  rename(): void {
    renameSync(this.#temporary, this.place.at);
    this.close();
  }

  discard(): void {
    this.close();
    try {
      unlinkSync(this.#temporary);
    } catch {
      // What matters is why it is discarded.
    }
  }
}

function completed({ mode, uid, gid }: Attributes, at: string, path: string): Attributes {
  const present = lookAt(at);
  if (!present) return { mode, uid, gid };
  expectType(path, present);
  return {
    // Set-id bits are for the content that was there: who put them there did not mean ours.
    mode: mode ?? present.mode & 0o777,
    uid: uid ?? (isRoot() ? present.uid : undefined),
    gid: gid ?? (isRoot() ? present.gid : undefined),
  };
}
