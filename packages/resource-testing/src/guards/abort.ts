import { hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import { canApply, canCheck, type Guard } from '../guard.ts';
import type { DriftedCase, ResourceCase } from '../resource-cases.ts';
import { settled } from '../stage/settled.ts';
import { onStage } from '../stage/stage.ts';

const aborts = {
  'already aborted': () => AbortSignal.abort(),
  'aborted at once': () => {
    const controller = new AbortController();
    queueMicrotask(() => controller.abort());
    return controller.signal;
  },
};

export const abortEndsHooks: Guard<ResourceCase> = {
  promise: 'an abort ends check and apply',
  reason:
    'a hook that does not end at its signal holds up the end of the whole program, and can have no timeout',
  concerns: canCheck,

  async keep(setting, tried) {
    for (const [how, signalOf] of Object.entries(aborts)) {
      await onStage(setting, async (stage) => {
        const subject = await stage.setUp(tried);
        await settled(`with a signal ${how},`, subject.check(signalOf()));
        const changes = await subject.check();
        if (changes.length > 0) await settled(`with a signal ${how},`, subject.apply(changes, signalOf()));
      });
    }
  },
};

export const abortedApplyIsMadeAgain: Guard<DriftedCase> = {
  promise: 'an aborted apply can be made again',
  reason: 'whoever stopped the program starts it again, and expects it to end what was begun',
  concerns: canApply,

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      await Promise.allSettled([subject.apply(await subject.check(), aborts['aborted at once']())]);
      const again = await subject.check();
      if (again.length > 0) await subject.apply(again);
      const left = await subject.check();
      hold(
        left.length === 0,
        () => `apply, called again after an abort, left a difference: ${changesText(left)}`,
      );
    }),
};
