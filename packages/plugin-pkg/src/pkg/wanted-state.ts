import { nearest } from '@homeostat/resource';

/** What `state` asks for. */
export type WantedState =
  | { readonly type: 'installed' | 'newest' | 'absent' | 'purged' }
  | { readonly type: 'version'; readonly version: string }
  | { readonly type: 'range'; readonly bounds: readonly Bound[] };

export interface Bound {
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly version: string;
}

const words = ['installed', 'newest', 'absent', 'purged'] as const;

/** What other tools call it. */
const otherWords: Record<string, (typeof words)[number]> = {
  present: 'installed',
  exists: 'installed',
  latest: 'newest',
  uninstalled: 'absent',
  removed: 'absent',
  'not-installed': 'absent',
};

/** Debian's and rpm's, with epoch and revision. A digit sets it apart from a word. */
const versionForm = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9.+~^:_-]*$/;

/** Throws an Error that says what is wrong with the text. */
export function parseState(text: string): WantedState {
  if (isWord(text)) return { type: text };
  if (/^[=!<>]/.test(text)) return { type: 'range', bounds: text.split(',').map(parseBound) };
  if (versionForm.test(text)) return { type: 'version', version: text };
  throw new Error(faultOf(text));
}

/** Whether the package is to be there, in whatever version. */
export function isToBeThere({ state }: { readonly state: string }): boolean {
  return state !== 'absent' && state !== 'purged';
}

function isWord(text: string): text is (typeof words)[number] {
  return (words as readonly string[]).includes(text);
}

function parseBound(text: string): Bound {
  const match = /^\s*(!=|<=|>=|[=<>])\s*(\S+)\s*$/.exec(text);
  if (!match || !versionForm.test(match[2]!)) {
    throw new Error(
      `"${text.trim()}" is no bound of a range: write one of = != < <= > >= and a version, several with commas: ">= 1.2, < 2"`,
    );
  }
  return { operator: match[1] as Bound['operator'], version: match[2]! };
}

function faultOf(text: string): string {
  if (text === '') return 'Must not be empty: leave it out for "installed"';
  const word = otherWords[text.toLowerCase()] ?? nearest(text, words);
  if (word !== undefined) return `Is called "${word}" here`;
  return 'Write installed, newest, absent, purged, a version, or a range such as ">= 1.2, < 2"';
}

/** Whether a version may stand in this order to that of the bound. */
const allowed: Record<Bound['operator'], (order: number) => boolean> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** @param compare the package manager's order of versions */
export function isWithin(
  version: string,
  bounds: readonly Bound[],
  compare: (a: string, b: string) => number,
): boolean {
  return bounds.every((bound) => allowed[bound.operator](compare(version, bound.version)));
}
