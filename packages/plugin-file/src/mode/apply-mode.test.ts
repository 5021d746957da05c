import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modeBits, symbolicModes } from '../testing/symbolic-modes.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { applyMode } from './apply-mode.ts';
import { parseMode } from './parse-mode.ts';

/** The spec, or `undefined` for one that is refused since it does not settle. */
function parseIfSettled(text: string) {
  try {
    return parseMode(text);
  } catch (error) {
    if ((error as Error).message.startsWith('Applied twice')) return undefined;
    throw error;
  }
}

describe('applyMode', () => {
  const at = temporaryDirectory();

  it('does what chmod does, to files and to directories', () => {
    const [files, directories] = ['f', 'd'].map((type) => Array.from({ length: 8 }, (_, n) => at(type + n)));
    for (const path of files!) writeFileSync(path, '');
    for (const path of directories!) mkdirSync(path);
    const paths = [...files!, ...directories!];
    const modeOf = (path: string) => statSync(path).mode & 0o7777;
    let compared = 0;

    fc.assert(
      fc.property(symbolicModes, fc.array(modeBits, { minLength: 8, maxLength: 8 }), (text, starts) => {
        const spec = parseIfSettled(text);
        fc.pre(spec !== undefined);
        for (const [index, path] of paths.entries()) chmodSync(path, starts[index % 8]!);
        execFileSync('sh', ['-c', 'umask 0; chmod -- "$@"', 'sh', text, ...paths]);
        const expected = paths.map((_, index) => applyMode(spec!, starts[index % 8]!, index >= 8));
        expect(expected).toEqual(paths.map(modeOf));
        compared += 1;
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('sets an octal mode as it is, on a directory too', () => {
    expect(applyMode(parseMode('0755'), 0o2770, true)).toBe(0o755);
  });

  it('leaves the set-id bits of a directory alone unless they are named', () => {
    expect(applyMode(parseMode('u=rwx,go=rx'), 0o2700, true)).toBe(0o2755);
    expect(applyMode(parseMode('u=rwx,g=rx,g-s'), 0o2700, true)).toBe(0o750);
  });

  it.each([
    ['u+x', false, 0o744],
    ['go=', false, 0o600],
    ['g=u', false, 0o664],
    ['a=rX', false, 0o444],
    ['a=rX', true, 0o555],
    ['g+s', true, 0o2755],
  ])('makes something new with %s (a directory: %s)', (text, isDirectory, mode) => {
    expect(applyMode(parseMode(text), undefined, isDirectory)).toBe(mode);
  });
});
