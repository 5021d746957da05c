import { type DpkgEntry, parseEntry } from './dpkg-entry.ts';

const mark = '\nPackage: ';

/** The entries of a file in the form of dpkg's status. Only those that are asked for are parsed. */
export class Stanzas {
  readonly #text: string;
  /** Where each begins, by name: a package has one for each architecture. */
  readonly #places = new Map<string, number | number[]>();

  constructor(text: string) {
    this.#text = `\n${text}`;
    for (let at = this.#text.indexOf(mark); at >= 0; at = this.#text.indexOf(mark, at + 1)) this.#note(at);
  }

  of(name: string): readonly DpkgEntry[] {
    const places = this.#places.get(name) ?? [];
    return [places].flat().map((at) => {
      const end = this.#text.indexOf('\n\n', at + 1);
      return parseEntry(this.#text.slice(at + 1, end < 0 ? undefined : end));
    });
  }

  #note(at: number): void {
    const begin = at + mark.length;
    const end = this.#text.indexOf('\n', begin);
    const name = this.#text.slice(begin, end < 0 ? undefined : end);
    const before = this.#places.get(name);
    this.#places.set(name, before === undefined ? at : [before, at].flat());
  }
}
