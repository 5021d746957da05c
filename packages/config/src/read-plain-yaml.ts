import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { isAmbiguousYaml } from './is-ambiguous-yaml.ts';
import { readPlainScalar } from './read-plain-scalar.ts';
import { nestingLimit } from './source.ts';

/**
 * The value of YAML with nothing unusual in it; `undefined` for all else, mistakes included. Some six times as fast as
 * the syntax tree.
 */
export function readPlainYaml(text: string): unknown {
  if (isAmbiguousYaml(text)) return undefined;
  try {
    return new EventReader(text).document();
  } catch {
    // Whatever it was, the syntax tree has the last word.
    return undefined;
  }
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

/** Thrown at what the syntax tree is needed for. */
class NotPlain extends Error {}

// What may stand before a key on its line, unless it is the first of its map or within brackets.
const beforeKey = /^ *["']?$/;
const blankLineOrComment = /^\s*(?:#.*)?$/;
const blockHeader = /^\s*[|>]/;

class EventReader {
  readonly #text: string;
  readonly #events: readonly Event[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#events = parseEvents(text, { maxDepth: nestingLimit });
  }

  document(): unknown {
    this.#take();
    if (this.#events[this.#next]?.type !== EVENT_ID.MAPPING) throw new NotPlain();
    const value = this.#value();
    if (!this.#atEnd() || this.#next < this.#events.length) throw new NotPlain();
    return value;
  }

  #take(): Event | undefined {
    const event = this.#events[this.#next];
    this.#next += 1;
    return event;
  }

  #atEnd(): boolean {
    if (this.#events[this.#next]?.type !== EVENT_ID.POP) return false;
    this.#next += 1;
    return true;
  }

  #value(): unknown {
    const event = this.#take();
    if (event === undefined || !('tagStart' in event) || event.tagStart >= 0 || event.anchorStart >= 0)
      throw new NotPlain();
    if (event.type === EVENT_ID.MAPPING) return this.#map(event.style === COLLECTION_STYLE.BLOCK);
    if (event.type === EVENT_ID.SEQUENCE) return this.#list();
    this.#refuseScalarBelowComment(event);
    const text = getScalarValue(this.#text, event);
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    const value = readPlainScalar(text);
    if (value === undefined) throw new NotPlain();
    return value;
  }

  /** There, the syntax tree takes the next keys for part of the text. */
  #refuseScalarBelowComment({ style, valueStart }: ScalarEvent): void {
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED || valueStart < 0)
      return;
    // Not by looking for the line's beginning: a list of a million items may be one line.
    let lineStart = valueStart;
    while (/[ \t]/.test(this.#text.charAt(lineStart - 1))) lineStart -= 1;
    if (this.#text.charAt(lineStart - 1) !== '\n') return;
    const above = this.#lineUpTo(lineStart - 1);
    const unsure = style === SCALAR_STYLE.PLAIN ? blankLineOrComment : blockHeader;
    if (unsure.test(above)) throw new NotPlain();
  }

  #list(): unknown {
    const list: unknown[] = [];
    while (!this.#atEnd()) list.push(this.#value());
    return list;
  }

  #map(inBlock: boolean): unknown {
    const map: Record<string, unknown> = {};
    let beginsLine = false;
    while (!this.#atEnd()) {
      const key = this.#key(beginsLine);
      if (Object.hasOwn(map, key)) throw new NotPlain();
      map[key] = this.#value();
      beginsLine = inBlock;
    }
    return map;
  }

  #key(beginsLine: boolean): string {
    const event = this.#take();
    if (event?.type !== EVENT_ID.SCALAR || event.tagStart >= 0 || event.anchorStart >= 0)
      throw new NotPlain();
    // js-yaml takes what follows an item of a list on its line for the next key.
    if (beginsLine && !beforeKey.test(this.#lineUpTo(event.valueStart))) throw new NotPlain();
    const text = getScalarValue(this.#text, event);
    if (text === '__proto__' || (event.style === SCALAR_STYLE.PLAIN && (text === '' || text === '<<')))
      throw new NotPlain();
    return text;
  }

  #lineUpTo(offset: number): string {
    return this.#text.slice(this.#text.lastIndexOf('\n', offset - 1) + 1, offset);
  }
}
