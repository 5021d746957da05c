import { hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import type { Guard } from '../guard.ts';
import type { DriftedCase } from '../resource-cases.ts';
import { runEngine, succeeded } from '../stage/run-engine.ts';
import { onStage } from '../stage/stage.ts';

export const secondStart: Guard<DriftedCase> = {
  promise: 'the engine puts it right, and finds nothing to do at its next start',
  reason:
    'a resource that differs at each start is changed at each start, and refreshes all that listens to it',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      await tried.setUp?.(stage);
      const declared = stage.declare(tried);
      const first = succeeded(await runEngine(stage, declared));
      hold(
        first.some(({ type }) => type === 'changed'),
        () => 'check finds nothing to change when the engine calls it',
      );
      await tried.after?.(stage);

      const second = succeeded(await runEngine(stage, declared));
      const again = second.flatMap((event) => (event.type === 'changed' ? event.changes : []));
      hold(again.length === 0, () => `check found differences at the second start: ${changesText(again)}`);
    }),
};
