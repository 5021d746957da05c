import { hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import type { Guard } from '../guard.ts';
import type { DriftedCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

export const applyConverges: Guard<DriftedCase> = {
  promise: 'apply makes the changes that check announced',
  reason: 'the engine checks again after apply, and what still differs is an error (APPLY_INCOMPLETE)',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      await subject.apply(await subject.check());
      const left = await subject.check();
      hold(left.length === 0, () => `apply left a difference: check still finds ${changesText(left)}`);
      await tried.after?.(stage);
    }),
};
