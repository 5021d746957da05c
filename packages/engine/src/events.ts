import type { Change, Problem } from '@homeostat/resource';

/**
 * Where a resource stands. `pending`: waits for its turn. `blocked`: has to be looked at, but something it depends on
 * has failed or is blocked itself.
 */
export type ResourceState = 'pending' | 'checking' | 'applying' | 'ok' | 'failed' | 'blocked';

/**
 * What the engine tells while it runs. Values of secret changes are already gone from `changes`. A listener that throws
 * is a bug of the listener: it is logged and disturbs nothing.
 */
export type EngineEvent =
  /** A graph has become the running one. Counts are of resources; `kept` ones were not touched. */
  | {
      readonly type: 'graph';
      readonly members: number;
      readonly edges: number;
      readonly units: number;
      readonly added: number;
      readonly replaced: number;
      readonly removed: number;
      readonly kept: number;
      readonly warnings: readonly Problem[];
    }
  /** The resource is not in the running graph any more, and nothing of it runs. */
  | { readonly type: 'removed'; readonly id: string }
  /**
   * The graph that has just taken over declares these otherwise or no more, and they run: each comes to its end by itself, and tells
   * of it as ever. What takes its place begins then.
   */
  | { readonly type: 'leaving'; readonly ids: readonly string[] }
  | { readonly type: 'state'; readonly id: string; readonly state: ResourceState }
  /** The resource was put right. `ms` is from the start of its check to that of the second one's end. */
  | {
      readonly type: 'changed';
      readonly id: string;
      readonly changes: readonly Change[];
      readonly ms: number;
      readonly output: string;
    }
  /** The same, for what a refresh did. */
  | {
      readonly type: 'refreshed';
      readonly id: string;
      readonly changes: readonly Change[];
      readonly ms: number;
      readonly output: string;
    }
  /** What an apply says of itself while it runs. `percent` is a whole number from 0 to 100. */
  | { readonly type: 'progress'; readonly id: string; readonly step: string; readonly percent?: number }
  /** A dry run found these; nothing was touched. */
  | { readonly type: 'would-change'; readonly id: string; readonly changes: readonly Change[] }
  /** A dry run could not look at it, and `by`, which it comes after, would change: it may be in order then. */
  | { readonly type: 'unclear'; readonly id: string; readonly by: string; readonly problem: Problem }
  /** A dry run of a resource that something would refresh. */
  | { readonly type: 'would-refresh'; readonly id: string }
  /** In state without any change, and it produced this text. */
  | { readonly type: 'output'; readonly id: string; readonly output: string }
  | {
      readonly type: 'retrying';
      readonly id: string;
      readonly problem: Problem;
      readonly output: string;
      readonly delayMs: number;
      /** Tries left after this one; -1: without end. */
      readonly left: number;
    }
  | { readonly type: 'failed'; readonly id: string; readonly problem: Problem; readonly output: string }
  /** `by` is the predecessor that holds it up. */
  | { readonly type: 'blocked'; readonly id: string; readonly by: string }
  /** Something a person should know that fails no resource. */
  | { readonly type: 'warning'; readonly id: string; readonly problem: Problem }
  /**
   * Nothing is dirty, running or waiting for a retry any more, nor does anything run that has left the graph. Without failed and
   * blocked ones all are in state.
   */
  | { readonly type: 'converged'; readonly failed: number; readonly blocked: number }
  | { readonly type: 'unconverged' };

export type EngineListener = (event: EngineEvent) => void;

/** The state of the whole at one moment, and what has happened since the start. Counts are of resources. */
export interface Summary {
  readonly total: number;
  readonly ok: number;
  readonly pending: number;
  readonly failed: number;
  readonly blocked: number;
  /** In state because the engine changed or refreshed it, at least once. */
  readonly changed: number;
  /** Among those in state for the graph's order: differs, or is unclear, and is noop. */
  readonly wouldChange: number;
  /** Since the engine was started, in milliseconds. */
  readonly ms: number;
}
