import type { AnyResource } from './resource-cases.ts';
import type { Setting } from './stage/stage.ts';

/** One promise of the contract, and what finds out whether a plugin keeps it. */
export interface Guard<Case> {
  /** A sentence that holds for every good plugin; the test's name. */
  readonly promise: string;
  /** Why it matters: what comes of it when it is broken. */
  readonly reason: string;
  /** Whether there is anything to try. Left out: always. */
  readonly concerns?: (resource: AnyResource, tried: Case) => boolean;
  /** Tries it on stages of its own. Throws a Broken, or whatever the plugin or the author's functions throw. */
  keep(setting: Setting, tried: Case): Promise<void>;
}

export function canCheck({ check, groupable }: AnyResource): boolean {
  return check !== undefined || groupable?.checkAll !== undefined;
}

export function canApply({ apply, groupable }: AnyResource): boolean {
  return apply !== undefined || groupable?.applyAll !== undefined;
}
