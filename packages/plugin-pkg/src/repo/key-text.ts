import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Problem } from '@homeostat/resource';
import { keyUnreadable, noKey } from './errors.ts';
import { largestKey, type RepoParams } from './params.ts';

const begin = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
const end = '-----END PGP PUBLIC KEY BLOCK-----';
const blocks = new RegExp(`${begin}\\r?\\n.*?${end}`, 'gs');

/** The key as apt is to have it, always as text; `undefined`: it has none of its own. */
export function keyText({ name, key, keyFile }: RepoParams): string | undefined {
  if (key !== undefined) return blocksOf(key);
  if (keyFile === undefined) return undefined;
  const bytes = read(name, keyFile);
  const text = blocksOf(bytes.toString('latin1'));
  if (text !== undefined) return text;
  if (!isPublicKey(bytes)) throw noKey(name, keyFile);
  return armor(bytes);
}

/** The keys alone: everybody may read the copy, and what else the file holds may not be for everybody. */
function blocksOf(text: string): string | undefined {
  const found = text.match(blocks);
  return found ? `${found.join('\n')}\n` : undefined;
}

function read(name: string, path: string): Buffer {
  let file: number | undefined;
  try {
    // Not blocking: whoever may write there could put a pipe in its place.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile() || found.size > largestKey) throw noKey(name, path);
    return readFileSync(file);
  } catch (error) {
    throw error instanceof Problem ? error : keyUnreadable(name, path, error as NodeJS.ErrnoException);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Begins with a packet of a public key, in the old or the new form (RFC 9580, 4.2). */
function isPublicKey(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0;
  const tag = first & 0x40 ? first & 0x3f : (first & 0x3c) >> 2;
  return (first & 0x80) !== 0 && tag === 6;
}

/** As text (RFC 9580, 6.2); the checksum is optional. */
function armor(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g)!;
  return `${begin}\n\n${lines.join('\n')}\n${end}\n`;
}
