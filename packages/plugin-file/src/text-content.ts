import { hash } from 'node:crypto';

/** The whole content that a file is to have. */
export interface WantedContent {
  readonly size: number;
  /** sha256, as the stat cache has it. */
  readonly sum: string;
  /** Up to 64 KiB only good until the next call. */
  bytes(): Buffer;
}

/** Encoded into again and again: most contents are small, and kept as text anyway. */
const shared = Buffer.allocUnsafe(64 * 1024);

export class TextContent implements WantedContent {
  readonly #text: string;
  readonly size: number;

  constructor(text: string) {
    this.#text = text;
    this.size = Buffer.byteLength(text);
  }

  get sum(): string {
    return sumOf(this.#text);
  }

  bytes(): Buffer {
    if (this.size > shared.length) return Buffer.from(this.#text);
    return shared.subarray(0, shared.write(this.#text));
  }
}

export function sumOf(content: string | Buffer): string {
  return hash('sha256', content, 'base64url');
}
