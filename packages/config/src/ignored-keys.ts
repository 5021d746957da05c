// What files written for mgmt carry and nothing here needs. Each is left out before the engine sees it.

type Reasons = Readonly<Record<string, string>>;

/** Top-level keys that are ignored with a warning, and why. */
export const ignoredTopKeys: Reasons = {
  remote: 'a graph is kept on the machine that reads it',
};

const ignoredParams: Readonly<Record<string, Reasons>> = {
  exec: {
    pollint: 'write "poll", in seconds, under "meta"',
    state: 'an exec has no state of its own; its guards say whether it runs',
  },
};

/** Why a param of a kind is ignored with a warning; `undefined` when it is not. */
export function ignoredParam(kind: string, key: string): string | undefined {
  const reasons = Object.hasOwn(ignoredParams, kind) ? ignoredParams[kind]! : {};
  return Object.hasOwn(reasons, key) ? reasons[key] : undefined;
}

// mgmt's examples write out every exec param, and an empty text was its way to say "not given".
const execTexts = new Set([
  'watchcmd',
  'watchcwd',
  'watchshell',
  'ifcmd',
  'ifcwd',
  'ifshell',
  'shell',
  'cwd',
]);

/** Whether a param is as good as not written. */
export function meansNotGiven(kind: string, key: string, value: unknown): boolean {
  return kind === 'exec' && value === '' && execTexts.has(key);
}
