import { readFileSync } from 'node:fs';

/** The text of a file of dpkg or apt, which may come and go at any time; `undefined`: there is none. */
export function readIfAny(path: string, encoding: 'latin1' | 'utf8'): string | undefined {
  try {
    return readFileSync(path, encoding);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
