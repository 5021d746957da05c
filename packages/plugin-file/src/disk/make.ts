import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { isDirectoryPath, withoutSlash } from '../params.ts';
import { type Attributes, setAttributes, setAttributesAt } from './set-attributes.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Makes an empty directory or file, closed to others until it has its attributes. Fails if there is something. */
export async function make(path: string, attributes: Attributes): Promise<void> {
  if (isDirectoryPath(path)) {
    await mkdir(withoutSlash(path), attributes.mode === undefined ? 0o755 : 0o700);
    return setAttributesAt(path, attributes);
  }
  const createMode = attributes.mode === undefined ? 0o644 : 0o600;
  const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, createMode);
  try {
    await setAttributes(handle, attributes);
  } finally {
    await handle.close();
  }
}
