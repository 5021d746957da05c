/** A place in a file a person wrote. */
export interface SourcePosition {
  /** The file, as the user named it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
}

/**
 * Finds the place of one part of a declaration, by the path that leads to it: `['params', 'mode']`,
 * `['meta', 'retry']`, or `[]` for the declaration itself. A part that is not written down gives the nearest
 * part around it that is.
 *
 * A function, since positions are costly to compute and only errors need them.
 */
export type Locate = (path: readonly PropertyKey[]) => SourcePosition | undefined;

/** `site.yaml:12:5`, the form that editors and terminals make a link of. */
export function formatPosition(at: SourcePosition): string {
  return `${at.file}:${at.line}:${at.column}`;
}
