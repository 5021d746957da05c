/** How a command came to its end. `timeout` and `stopped`: we ended it, whatever its exit status. */
export type Ending =
  | { readonly by: 'exit'; readonly status: number }
  | { readonly by: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly by: 'timeout' | 'stopped' };

export interface Outcome {
  readonly ending: Ending;
  /** The end of stdout and stderr. */
  readonly output: string;
}
