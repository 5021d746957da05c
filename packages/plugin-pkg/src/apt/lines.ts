/** Cuts text that comes in pieces into lines. What was overwritten on a terminal, by a carriage return, is left out. */
export class Lines {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#tell(line);
  }

  end(): void {
    if (this.#rest !== '') this.#tell(this.#rest);
    this.#rest = '';
  }

  #tell(line: string): void {
    const shown = line.replace(/\r+$/, '');
    this.#onLine(shown.slice(shown.lastIndexOf('\r') + 1));
  }
}
