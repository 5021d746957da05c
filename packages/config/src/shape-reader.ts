import type { Problem } from '@homeostat/resource';
import { keyUnknown, shapeWrong } from './errors.ts';
import { isRecord } from './is-record.ts';
import type { Place } from './place.ts';

type Shape<T> = (value: unknown) => value is T;

/**
 * Takes values in the shape the format wants. Another shape is a problem, and is read as if nothing was written.
 * Where a value may be left out, `null` leaves it out too: that is what a YAML key with nothing behind it has.
 */
export class ShapeReader {
  readonly problems: Problem[];
  readonly warnings: Problem[];

  constructor({ problems, warnings }: Pick<ShapeReader, 'problems' | 'warnings'>) {
    this.problems = problems;
    this.warnings = warnings;
  }

  map(what: string, value: unknown, place: Place): Readonly<Record<string, unknown>> | undefined {
    return this.#take(what, 'a map', isRecord, value, place);
  }

  optionalMap(what: string, value: unknown, place: Place): Readonly<Record<string, unknown>> | undefined {
    return isGiven(value) ? this.map(what, value, place) : undefined;
  }

  optionalList(what: string, value: unknown, place: Place): readonly unknown[] {
    return (isGiven(value) && this.#take(what, 'a list', Array.isArray, value, place)) || [];
  }

  text(what: string, value: unknown, place: Place): string | undefined {
    return this.#take(what, 'a text', isText, value, place);
  }

  optionalText(what: string, value: unknown, place: Place): string | undefined {
    return isGiven(value) ? this.text(what, value, place) : undefined;
  }

  optionalBoolean(what: string, value: unknown, place: Place): boolean | undefined {
    return isGiven(value) ? this.#take(what, 'true or false', isBoolean, value, place) : undefined;
  }

  /** Reports every key that is not among the known ones. */
  onlyKeys(what: string, map: object, known: readonly string[], place: Place): void {
    for (const key of Object.keys(map)) {
      if (!known.includes(key))
        this.problems.push(keyUnknown(key, what, known, place.inside(key).position()));
    }
  }

  #take<T>(what: string, expected: string, shape: Shape<T>, value: unknown, place: Place): T | undefined {
    if (shape(value)) return value;
    this.problems.push(shapeWrong(what, expected, value, place.position()));
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
