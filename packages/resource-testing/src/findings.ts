import type { AnyResource, ResourceCases } from './resource-cases.ts';
import { trialsOf } from './trials.ts';

/** A promise that a resource does not keep. */
export interface Finding {
  /** The case that showed it. */
  readonly of: string;
  /** As it is called in the README: "check changes nothing". */
  readonly promise: string;
  /** What happened instead. */
  readonly message: string;
}

/**
 * Tries all that `testResource` tries, one after the other, without a test runner. Cases with `skip` are left out.
 * An empty list: every promise was kept.
 */
export async function findings(resource: AnyResource, cases: ResourceCases): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { of, promise, skip, run } of trialsOf(resource, cases)) {
    if (skip) continue;
    try {
      await run();
    } catch (error) {
      found.push({ of, promise, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return found;
}
