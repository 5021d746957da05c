import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { isDirectoryPath } from '../params.ts';
import { type Attributes, setAttributes, setAttributesIn } from './set-attributes.ts';
import { withParent } from './with-parent.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Makes an empty directory or file, closed to others until it has its attributes. Fails if there is something. */
export function make(path: string, attributes: Attributes): Promise<void> {
  return withParent(path, async (at, parent) => {
    if (isDirectoryPath(path)) {
      await mkdir(at, attributes.mode === undefined ? 0o755 : 0o700);
      return setAttributesIn(parent, at, path, attributes);
    }
    const createMode = attributes.mode === undefined ? 0o644 : 0o600;
    const handle = await open(at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, createMode);
    try {
      await setAttributes(handle, attributes);
    } finally {
      await handle.close();
    }
  });
}
