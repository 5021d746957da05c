import { hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import { canApply, type Guard } from '../guard.ts';
import type { DriftedCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';
import { differencesOf, treeOf } from '../stage/tree.ts';

export const applyTwice: Guard<DriftedCase> = {
  promise: 'a second apply harms nothing',
  reason:
    'after a failure or a crash half-way the engine does not know how far apply has come, and calls it again',
  concerns: canApply,

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      const changes = await subject.check();
      await subject.apply(changes);
      const before = await treeOf(stage.dir);
      // To refuse what is done already harms nothing either.
      await Promise.allSettled([subject.apply(changes)]);
      const changed = differencesOf(before, await treeOf(stage.dir), 'looks');
      hold(
        changed.length === 0,
        () => `apply, called again with the same changes, changed more: ${changed.join('; ')}`,
      );
      const left = await subject.check();
      hold(
        left.length === 0,
        () => `apply, called again with the same changes, undid them: check finds ${changesText(left)}`,
      );
    }),
};
