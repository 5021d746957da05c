import type { Problem, SourcePosition } from '@homeostat/resource';
import type { Alias, ParsedNode, Scalar, YAMLMap } from 'yaml';
import {
  aliasCircular,
  aliasesExcessive,
  aliasUnknown,
  keyDuplicate,
  keyNotText,
  mergeWrong,
  octalAsText,
} from './errors.ts';
import { isRecord } from './is-record.ts';
import type { Path } from './source.ts';
import { yamlLibrary } from './yaml-library.ts';

interface Anchored {
  value: unknown;
  /** How many values it is made of, those of aliases counted each time. */
  size: number;
  open: boolean;
}

/** How many values all aliases together may stand for; an "alias bomb" has billions in a few lines. */
const aliasedLimit = 1_000_000;

const octal = /^0o?[0-7]+$/;

/**
 * Makes plain values of a syntax tree. The library's own `toJS` refuses an anchor that is used more than a hundred
 * times, and builds circular objects without a word.
 */
export class YamlReader {
  readonly #yaml = yamlLibrary();
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #position: (offset: number) => SourcePosition;
  /** Of each map and list: where its keys or items stand. */
  readonly #offsets = new WeakMap<object, ReadonlyMap<string, number>>();
  readonly #anchors = new Map<string, Anchored>();
  #size = 0;
  #aliased = 0;

  constructor(position: (offset: number) => SourcePosition) {
    this.#position = position;
  }

  read(node: ParsedNode | null): unknown {
    if (node === null) return null;
    if (this.#yaml.isAlias(node)) return this.#readAlias(node);
    if (node.anchor === undefined) return this.#readContent(node);
    const before = this.#size;
    const anchored: Anchored = { value: undefined, size: 0, open: true };
    this.#anchors.set(node.anchor, anchored);
    anchored.value = this.#readContent(node);
    anchored.size = this.#size - before;
    anchored.open = false;
    return anchored.value;
  }

  /** Where the last written part of a path from `root` stands; `undefined` when none of it is written. */
  offsetOf(root: unknown, path: Path): number | undefined {
    let value = root;
    let offset: number | undefined;
    for (const key of path) {
      const here = this.#offsetIn(value, String(key));
      if (here === undefined) break;
      offset = here;
      value = (value as Record<PropertyKey, unknown>)[key];
    }
    return offset;
  }

  #offsetIn(value: unknown, key: string): number | undefined {
    return typeof value === 'object' && value !== null ? this.#offsets.get(value)?.get(key) : undefined;
  }

  #readContent(node: Exclude<ParsedNode, Alias>): unknown {
    this.#size += 1;
    if (this.#yaml.isMap(node)) return this.#readMap(node);
    if (!this.#yaml.isSeq(node)) return this.#readScalar(node as Scalar.Parsed);
    const items = node.items as ParsedNode[];
    const list = items.map((item) => this.read(item));
    this.#offsets.set(list, new Map(items.map((item, index) => [String(index), item.range[0]])));
    return list;
  }

  #readScalar(node: Scalar.Parsed): unknown {
    if (typeof node.value !== 'number' || node.type !== 'PLAIN' || !octal.test(node.source))
      return node.value;
    this.warnings.push(octalAsText(this.#position(node.range[0])));
    return node.source;
  }

  #readAlias(alias: Alias.Parsed): unknown {
    const at = this.#position(alias.range[0]);
    const anchored = this.#anchors.get(alias.source);
    if (!anchored || anchored.open) {
      this.problems.push(anchored ? aliasCircular(at) : aliasUnknown(at));
      return undefined;
    }
    const before = this.#aliased;
    this.#size += anchored.size;
    this.#aliased += anchored.size;
    if (this.#aliased <= aliasedLimit) return anchored.value;
    if (before <= aliasedLimit) this.problems.push(aliasesExcessive(aliasedLimit, at));
    return undefined;
  }

  #readMap(map: YAMLMap.Parsed): unknown {
    const entries = new Map<string, unknown>();
    const offsets = new Map<string, number>();
    const merged: object[] = [];
    for (const { key, value: node } of map.items) {
      const start = key.range[0];
      const value = this.read(node);
      const name = keyText(key);
      const first = name === undefined ? undefined : offsets.get(name);
      if (isMergeKey(key)) {
        merged.push(...this.#mergeSources(value, start));
      } else if (name === undefined) {
        this.problems.push(keyNotText(this.#position(start)));
      } else if (first !== undefined) {
        this.problems.push(keyDuplicate(name, this.#position(first), this.#position(start)));
      } else {
        entries.set(name, value);
        offsets.set(name, start);
      }
    }
    for (const source of merged) {
      for (const [name, value] of Object.entries(source)) {
        if (entries.has(name)) continue;
        entries.set(name, value);
        offsets.set(name, this.#offsetIn(source, name)!);
      }
    }
    // fromEntries makes even "__proto__" a key like any other.
    const object = Object.fromEntries(entries);
    this.#offsets.set(object, offsets);
    return object;
  }

  #mergeSources(value: unknown, start: number): readonly object[] {
    const sources = Array.isArray(value) ? value : [value];
    if (sources.every(isRecord)) return sources;
    this.problems.push(mergeWrong(this.#position(start)));
    return [];
  }
}

function isMergeKey(key: ParsedNode): boolean {
  return yamlLibrary().isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** A number or a word such as `true` is a name as it was written. */
function keyText(key: ParsedNode): string | undefined {
  if (!yamlLibrary().isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return key.source === '' ? undefined : key.source;
}
