/** What a property can be before and after: text, a number, yes or no, or (`undefined`) not there at all. */
export type ChangeValue = string | number | boolean | undefined;

/**
 * One property that differs from what was declared.
 *
 * A check returns a list of these; an empty list means "in state". The same list is what a dry run prints, what
 * `apply` receives, and what an event carries, so a change says enough for a person to judge it.
 *
 * Text that holds a line break is shown as a unified diff.
 *
 * @example
 * { property: 'mode', from: '0600', to: '0644' }
 */
export interface Change {
  /** The property's name, as a user knows it; usually a param's name. */
  readonly property: string;
  /** What is there now; `undefined`: nothing. */
  readonly from?: ChangeValue;
  /** What was declared; `undefined`: nothing is to be there. */
  readonly to?: ChangeValue;
  /**
   * The values must not be seen. The engine drops `from` and `to` before the change reaches an event, a log or a
   * person; `apply` still gets them.
   */
  readonly secret?: boolean;
}
