/** What was found of one part of the machine. */
export interface Finding {
  /** The part, in a word or two. */
  readonly part: string;
  /** `limited`: homeostat works, but not as well as it could. `missing`: something does not work at all. */
  readonly verdict: 'ok' | 'limited' | 'missing';
  /** What is the case. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}
