import type { PackageBackend } from '../backend/package-backend.ts';

interface Round {
  readonly names: string[];
  readonly lists: Promise<readonly (readonly string[] | undefined)[]>;
}

/** Asks for the file lists of packages: those that are asked for in one turn of the loop by one question. */
export class FileLists {
  readonly #manager: PackageBackend;
  #round: Round | undefined;

  constructor(manager: PackageBackend) {
    this.#manager = manager;
  }

  async of(name: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    this.#round ??= this.#begin(signal);
    const { names, lists } = this.#round;
    const index = names.push(name) - 1;
    try {
      return (await lists)[index];
    } catch (error) {
      if (names.length === 1) throw error;
      // The list of another one may be what can't be read.
      return (await this.#manager.filesOf([name], signal))[0];
    }
  }

  #begin(signal: AbortSignal): Round {
    const names: string[] = [];
    const lists = new Promise<void>(setImmediate).then(() => {
      this.#round = undefined;
      return this.#manager.filesOf(names, signal);
    });
    return { names, lists };
  }
}
