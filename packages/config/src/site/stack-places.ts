import { SourceMap } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePosition } from '@homeostat/resource';

const frame = /(?:\(|at (?:async )?)((?:\/|file:).*):(\d+):(\d+)\)?$/;

/** Finds the places of what runs in the files that were written, not in what was made of them. */
export class StackPlaces {
  readonly #maps = new Map<string, SourceMap>();

  /** @param map the source map of what is run in place of the file */
  add(file: string, map: string): void {
    this.#maps.set(file, new SourceMap(JSON.parse(map)));
  }

  /** The nearest place in a file of the site; without one, the nearest in any package. */
  find(stack: string): SourcePosition | undefined {
    let inPackage: SourcePosition | undefined;
    for (const line of stack.split('\n')) {
      const [, where, row, column] = frame.exec(line) ?? [];
      if (where === undefined) continue;
      const file = where.startsWith('file:') ? fileURLToPath(where) : where;
      const map = this.#maps.get(file);
      if (map) return this.#original(map, { file, line: Number(row), column: Number(column) });
      if (file.includes(`${sep}node_modules${sep}`))
        inPackage ??= { file, line: Number(row), column: Number(column) };
    }
    return inPackage;
  }

  /** Where the code calls from that calls `called`. */
  caller(called: (...args: never[]) => unknown): SourcePosition | undefined {
    const holder: { stack?: string } = {};
    Error.captureStackTrace(holder, called);
    return this.find(String(holder.stack));
  }

  #original(map: SourceMap, at: SourcePosition): SourcePosition {
    const entry = map.findEntry(at.line - 1, at.column - 1);
    return 'originalLine' in entry
      ? { file: at.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : at;
  }
}
