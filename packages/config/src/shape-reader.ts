import type { Problem, SourcePosition } from '@homeostat/resource';
import { keyUnknown, shapeWrong } from './errors.ts';
import { isRecord } from './is-record.ts';
import type { Path, Source } from './source.ts';

type Shape<T> = (value: unknown) => value is T;

/**
 * Takes values in the shape the format wants. Another shape is a problem, and is read as if nothing was written.
 * Where a value may be left out, `null` leaves it out too: that is what a YAML key with nothing behind it has.
 */
export class ShapeReader {
  readonly problems: Problem[];
  readonly warnings: Problem[];
  readonly at: (path: Path) => SourcePosition;

  constructor(source: Source) {
    this.problems = source.problems;
    this.warnings = source.warnings;
    this.at = source.at;
  }

  map(what: string, value: unknown, path: Path): Readonly<Record<string, unknown>> | undefined {
    return this.#take(what, 'a map', isRecord, value, path);
  }

  optionalMap(what: string, value: unknown, path: Path): Readonly<Record<string, unknown>> | undefined {
    return isGiven(value) ? this.map(what, value, path) : undefined;
  }

  optionalList(what: string, value: unknown, path: Path): readonly unknown[] {
    return (isGiven(value) && this.#take(what, 'a list', Array.isArray, value, path)) || [];
  }

  text(what: string, value: unknown, path: Path): string | undefined {
    return this.#take(what, 'a text', isText, value, path);
  }

  optionalText(what: string, value: unknown, path: Path): string | undefined {
    return isGiven(value) ? this.text(what, value, path) : undefined;
  }

  optionalBoolean(what: string, value: unknown, path: Path): boolean | undefined {
    return isGiven(value) ? this.#take(what, 'true or false', isBoolean, value, path) : undefined;
  }

  /** Reports every key that is not among the known ones. */
  onlyKeys(what: string, map: object, known: readonly string[], path: Path): void {
    for (const key of Object.keys(map)) {
      if (!known.includes(key)) this.problems.push(keyUnknown(key, what, known, this.at([...path, key])));
    }
  }

  #take<T>(what: string, expected: string, shape: Shape<T>, value: unknown, path: Path): T | undefined {
    if (shape(value)) return value;
    this.problems.push(shapeWrong(what, expected, value, this.at(path)));
    return undefined;
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
