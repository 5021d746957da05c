import { describe, test } from 'vitest';
import type { AnyResource, ResourceCases } from './resource-cases.ts';
import { type Trial, trialsOf } from './trials.ts';

/** More than any promise has steps, each with its own deadline and message; reached only when something never ends. */
const mostSteps = 20;

/**
 * Tests a kind: the cases that its author gives, and with each of them every promise of the contract that it can
 * show. To be called once for a kind, at the top of a vitest file. Makes one `describe` for the kind, one in it for
 * each case, and one test for each promise.
 *
 * Every test has a world of its own: a new temporary directory, new services and a new memory. No test waits for a
 * time; deadlines end what hangs.
 *
 * @param resource the kind, as the plugin exports it
 * @param cases worlds and params as data; the more of them, the more is tried
 *
 * @example
 * testResource(motd, {
 *   services: [[WATCHER, () => createWatcher()]],
 *   drifted: [
 *     {
 *       name: 'another text is there',
 *       params: ({ dir }) => ({ path: `${dir}/motd`, text: 'Hello' }),
 *       setUp: ({ dir }) => writeFileSync(`${dir}/motd`, 'Bye'),
 *       changes: [{ property: 'text', from: 'Bye', to: 'Hello' }],
 *       after: ({ dir }) => expect(readFileSync(`${dir}/motd`, 'utf8')).toBe('Hello'),
 *     },
 *   ],
 * });
 */
export function testResource(resource: AnyResource, cases: ResourceCases): void {
  const timeout = mostSteps * (cases.deadlineMs ?? 10_000);
  describe(resource.kind, () => {
    for (const [of, trials] of byCase(trialsOf(resource, cases))) {
      describe(of, () => {
        for (const { promise, skip, run } of trials) {
          if (skip) test.skip(`${promise} (skipped: ${skip})`);
          else test(promise, { timeout }, run);
        }
      });
    }
  });
}

function byCase(trials: readonly Trial[]): Map<string, Trial[]> {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) groups.set(trial.of, [...(groups.get(trial.of) ?? []), trial]);
  return groups;
}
