import { setImmediate } from 'node:timers/promises';
import type { Watch } from '@homeostat/resource';
import { Broken, hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';
import { canCheck, type Guard } from '../guard.ts';
import type { WatchedCase } from '../resource-cases.ts';
import { Notices } from '../stage/notices.ts';
import { onStage, type Setting, type Stage } from '../stage/stage.ts';
import type { Subject } from '../stage/subject.ts';
import { within } from '../stage/within.ts';

export const driftIsFoundUntold: Guard<WatchedCase> = {
  promise: 'check finds the drift without a watch',
  reason: 'a notice is a hint and may be lost: the state itself must be looked at each time',
  concerns: canCheck,

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      await expectInState(subject);
      await tried.drift(stage);
      hold(
        (await subject.check()).length > 0,
        () => 'check does not find the drift, with no watch to tell it',
      );
    }),
};

export const driftIsTold: Guard<WatchedCase> = {
  promise: 'watch tells the drift',
  reason: 'a drift that is not told stays until something else leads to a check',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      await watching(setting, subject, async (notices) => {
        await expectInState(subject);
        await drift('after a check', stage, tried, notices);
        hold((await subject.check()).length > 0, () => 'check does not find the drift after its notice');
      });
    }),
};

export const armedWatchMissesNothing: Guard<WatchedCase> = {
  promise: 'watch misses nothing once it is armed',
  reason: 'the engine arms, then checks; what happens after a look and before the watch listens is lost',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      await watching(setting, subject, (notices) => drift('right after arming', stage, tried, notices));
    }),
};

export const closedWatchIsSilent: Guard<WatchedCase> = {
  promise: 'watch tells nothing once it is closed',
  reason: 'the resource has left the graph by then, and another version of it may be running',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      // The one that stays open tells when the drift has come through.
      await watching(setting, subject, async (notices) => {
        const closed = new Notices();
        await close(setting, await arm(subject, closed));
        const before = closed.count;
        await drift('beside a closed watch', stage, tried, notices);
        // What one event of the kernel leads to comes within one turn.
        await setImmediate();
        hold(closed.count === before, () => 'watch called notify after its close had resolved');
      });
    }),
};

/** Else it would not be the drift that makes the difference. */
async function expectInState(subject: Subject): Promise<void> {
  const found = await subject.check();
  hold(found.length === 0, () => `the case must begin in state, and check finds ${changesText(found)}`);
}

/** Lets it drift, and waits for the notice. */
async function drift(when: string, stage: Stage, tried: WatchedCase, notices: Notices): Promise<void> {
  const notice = notices.next();
  await tried.drift(stage);
  await within(stage.setting.deadlineMs, `watch tells a drift ${when}`, notice);
}

async function watching(
  setting: Setting,
  subject: Subject,
  work: (notices: Notices) => Promise<void>,
): Promise<void> {
  const notices = new Notices();
  const watch = await arm(subject, notices);
  try {
    await work(notices);
  } finally {
    await close(setting, watch);
  }
}

async function arm(subject: Subject, notices: Notices): Promise<Watch> {
  const watch = await subject.watch(notices.notify);
  if (!watch) throw new Broken('watch found nothing to listen to with these params, so they would be polled');
  return watch;
}

function close({ deadlineMs }: Setting, watch: Watch): Promise<void> {
  return within(deadlineMs, 'watch is closed', (async () => watch.close())());
}
