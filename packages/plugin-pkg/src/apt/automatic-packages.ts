import { stampOf } from '../backend/stamp-of.ts';
import { readIfAny } from './read-if-any.ts';

/** Which packages apt has marked as there for others only, from its own file. Read again only when that is another. */
export class AutomaticPackages {
  readonly #path: string;
  #known = { stamp: '', names: new Set<string>() };

  /** @param path `/var/lib/apt/extended_states` */
  constructor(path: string) {
    this.#path = path;
  }

  /** As `name:architecture`; what is for all has the machine's own. */
  read(): ReadonlySet<string> {
    const stamp = stampOf([this.#path], 'entries');
    if (this.#known.stamp !== stamp) this.#known = { stamp, names: new Set(readNames(this.#path)) };
    return this.#known.names;
  }
}

function readNames(path: string): string[] {
  const form = /^Package: (.+)\nArchitecture: (.+)\nAuto-Installed: 1$/gm;
  // Apt makes the file when it marks something for the first time.
  const text = readIfAny(path, 'latin1') ?? '';
  return [...text.matchAll(form)].map(([, name, architecture]) => `${name}:${architecture}`);
}
