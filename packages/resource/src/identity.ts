/**
 * Something a resource is known by, or is looked for by others: `{ type: 'path', value: '/etc/motd' }`.
 *
 * Two identities are the same when type and value are equal. Types are shared words between plugins; in use:
 * `path` (absolute, a directory with its trailing slash), `entry` (what is directly in that directory), `package`,
 * `package-kept` (one that is to be there), `repository` (by its kind: `apt`), `command` (a program that is run, as it is written), `service`, `user`, `group`,
 * `group-kept`.
 */
export interface Identity {
  readonly type: string;
  readonly value: string;
}

/**
 * A wish for an automatic edge: "if a resource known by one of these is declared, I come after it".
 *
 * @example
 * // A file wants its nearest declared parent directory to be there first.
 * { anyOf: [{ type: 'path', value: '/etc/app/' }, { type: 'path', value: '/etc/' }], order: 'after' }
 */
export interface Wish {
  /** Asked in this order; the first that some other resource is known by makes the edge, the rest are not asked. */
  readonly anyOf: readonly Identity[];
  /** `after`: the found resource comes first. `before`: the one that wishes comes first. */
  readonly order: 'after' | 'before';
  /** Whether a change of the first refreshes the second. */
  readonly notify?: boolean;
}
