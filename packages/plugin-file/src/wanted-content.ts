import { hash } from 'node:crypto';

/** The whole content that a file is to have. */
export interface WantedContent {
  readonly size: number;
  /** sha256, as the stat cache has it. */
  readonly sum: string;
  /** Of the files that it is taken from: what they grant to all. A new file begins with no more, if no mode is declared. */
  readonly mode?: number | undefined;
  /** Not everybody may read what it is taken from. */
  readonly isSecret: boolean;
  /** Up to 64 KiB only good until the next call. */
  bytes(): Buffer;
}

/** Encoded into again and again: most contents are small, and kept as text anyway. */
const shared = Buffer.allocUnsafe(64 * 1024);

export class TextContent implements WantedContent {
  readonly #text: string;
  readonly size: number;
  readonly mode: number | undefined;
  readonly isSecret: boolean;

  constructor(text: string, from: { readonly mode?: number; readonly isSecret?: boolean } = {}) {
    this.#text = text;
    this.size = Buffer.byteLength(text);
    this.mode = from.mode;
    this.isSecret = from.isSecret ?? false;
  }

  get sum(): string {
    return sumOf(this.#text);
  }

  bytes(): Buffer {
    if (this.size > shared.length) return Buffer.from(this.#text);
    return shared.subarray(0, shared.write(this.#text));
  }
}

export class BytesContent implements WantedContent {
  readonly #bytes: Buffer;
  readonly mode: number;
  readonly isSecret: boolean;

  constructor(bytes: Buffer, mode: number, isSecret: boolean) {
    this.#bytes = bytes;
    this.mode = mode;
    this.isSecret = isSecret;
  }

  get size(): number {
    return this.#bytes.length;
  }

  get sum(): string {
    return sumOf(this.#bytes);
  }

  bytes(): Buffer {
    return this.#bytes;
  }
}

export function sumOf(content: string | Buffer): string {
  return hash('sha256', content, 'base64url');
}
