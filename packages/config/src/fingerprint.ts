import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Distrust, whoElseMayWrite } from './site/trusted-file.ts';

/** Differs when a file has another content, or is trusted otherwise: both are a reason to read it again. */
export function fingerprint(content: Uint8Array, distrust: Distrust | undefined): string {
  const hash = createHash('sha256').update(content).digest('hex');
  return distrust ? `${hash} ${distrust.path}` : hash;
}

/** What a file's fingerprint is now; `undefined`: it can't be read. */
export async function fingerprintOf(path: string): Promise<string | undefined> {
  try {
    return fingerprint(await readFile(path), whoElseMayWrite(path));
  } catch {
    return undefined;
  }
}
