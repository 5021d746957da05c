import { hold } from '../broken.ts';
import { canCheck, type Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';
import { differencesOf, restingTreeOf, treeOf } from '../stage/tree.ts';

export const checkChangesNothing: Guard<ResourceCase> = {
  promise: 'check changes nothing',
  reason: 'a dry run calls check on machines that must stay as they are',
  concerns: canCheck,

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      const before = await restingTreeOf(stage.dir);
      await subject.check();
      const changed = differencesOf(before, await treeOf(stage.dir), 'touched');
      hold(changed.length === 0, () => `check changed the world: ${changed.join('; ')}`);
    }),
};
