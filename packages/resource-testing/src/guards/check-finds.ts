import { isDeepStrictEqual } from 'node:util';
import type { Change } from '@homeostat/resource';
import { hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import type { Guard } from '../guard.ts';
import type { DriftedCase, ResourceCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

/** Whether the case is as its author says. */
export const checkFinds: Guard<ResourceCase | DriftedCase> = {
  promise: 'check finds what differs',
  reason: 'what a check finds is what a plan shows and what apply gets',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      const wanted = 'changes' in tried ? tried.changes : [];
      const expected = typeof wanted === 'function' ? wanted(stage) : wanted;
      const found = await subject.check();
      hold(
        found.length === expected.length && expected.every((change, index) => fits(found[index]!, change)),
        () => `check found ${changesText(found)}; expected: ${changesText(expected)}`,
      );
    }),
};

function fits(found: Change, expected: Partial<Change>): boolean {
  return Object.entries(expected).every(([key, value]) =>
    isDeepStrictEqual(found[key as keyof Change], value),
  );
}
