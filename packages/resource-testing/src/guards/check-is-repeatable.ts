import { isDeepStrictEqual } from 'node:util';
import { hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import { canCheck, type Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

export const checkIsRepeatable: Guard<ResourceCase> = {
  promise: 'check finds the same when asked again',
  reason: 'the engine checks as often as it likes: after each notice, at each poll, before and after apply',
  concerns: canCheck,

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      const first = await subject.check();
      const second = await subject.check();
      hold(
        isDeepStrictEqual(first, second),
        () => `check found ${changesText(first)}, and then, of the same world, ${changesText(second)}`,
      );
    }),
};
