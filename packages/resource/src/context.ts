import type { Logger, Services } from './service.ts';

/** What every hook is given beside its params. */
export interface ResourceContext {
  /** The resource's name. */
  readonly name: string;
  /** `kind[name]`, as it stands in events and errors. */
  readonly id: string;
  /**
   * Aborted when the hook is to end: at its timeout, or when the user wants the program to stop now. A hook that waits
   * for anything passes this on, and rejects soon after.
   */
  readonly signal: AbortSignal;
  /** Aborted at the last rung of stopping: whatever the hook still has running (a process group) must be ended by force. */
  readonly killSignal: AbortSignal;
  readonly services: Services;
  readonly log: Logger;
  readonly memory: Memory;
  /** Text this resource produced (a command's output), shown with the event of this run. The last 64 KiB are kept. */
  output(text: string): void;
  /**
   * How far a long apply has come, for who looks at it now. Nothing is kept. Call it as often as it suits: what says nothing
   * new goes no further.
   */
  progress(progress: Progress): void;
}

/** How far something has come. */
export interface Progress {
  /** What is going on, in a word or two: `downloading`. */
  readonly step: string;
  /** From 0 to 100. Without it: nobody knows. */
  readonly percent?: number;
}

/**
 * What the engine remembers for one resource, over restarts too. For state that can't be seen from outside, such as
 * "this command has run". A JSON value; no secrets.
 */
export interface Memory {
  recall(): Promise<unknown>;
  remember(value: unknown): Promise<void>;
  forget(): Promise<void>;
}
