import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { isDirectoryPath } from '../params.ts';
import type { Place } from './directories.ts';
import { type Attributes, setAttributes, setAttributesAt } from './set-attributes.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Makes an empty directory or file, closed to others until it has its attributes. Fails if there is something. */
export function make(place: Place, path: string, attributes: Attributes): void {
  if (isDirectoryPath(path)) {
    mkdirSync(place.at, attributes.mode === undefined ? 0o755 : 0o700);
    setAttributesAt(place, path, attributes);
    return;
  }
  const handle = openNew(place.at, attributes);
  try {
    setAttributes(handle, attributes);
  } finally {
    closeSync(handle);
  }
}

/** A file that was not there, to be written. It is closed to others if it is to get a mode. */
export function openNew(at: string, { mode }: Attributes): number {
  return openSync(at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode === undefined ? 0o644 : 0o600);
}
