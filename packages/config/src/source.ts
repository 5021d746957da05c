import type { Problem, SourcePosition } from '@homeostat/resource';

/** A file's content as plain values, whatever it was written in, and where each of them stands. */
export interface Source {
  /** `undefined` when the text can't be read; a problem says why. `null` when it says nothing. */
  readonly value: unknown;
  /** The place of a map's key or a list's item; of the nearest part around it when that is not written. */
  at(path: Path): SourcePosition;
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

export type Path = readonly PropertyKey[];

/** How deep maps and lists may lie in one another. A graph needs less than ten. */
export const nestingLimit = 100;
