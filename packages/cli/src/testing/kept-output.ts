import type { Output } from '../output/output.ts';

/** Keeps what is written. */
export class KeptOutput implements Output {
  written = '';
  noted = '';

  readonly write = (text: string): void => {
    this.written += text;
  };

  readonly note = (text: string): void => {
    this.noted += text;
  };
}
