import { Broken } from './broken.ts';
import type { Guard } from './guard.ts';
import { abortEndsHooks, abortedApplyIsMadeAgain } from './guards/abort.ts';
import { applyAllIsFair } from './guards/apply-all-is-fair.ts';
import { applyConverges } from './guards/apply-converges.ts';
import { applyTwice } from './guards/apply-twice.ts';
import { checkAllIsFair } from './guards/check-all-is-fair.ts';
import { checkChangesNothing } from './guards/check-changes-nothing.ts';
import { checkFinds } from './guards/check-finds.ts';
import { checkIsRepeatable } from './guards/check-is-repeatable.ts';
import { dryRun } from './guards/dry-run.ts';
import { kindIsDescribed, unknownParamsAreRefused } from './guards/kind.ts';
import { membersShareAUnit } from './guards/members-share-a-unit.ts';
import { paramsAreRejected } from './guards/rejected.ts';
import { secondStart } from './guards/second-start.ts';
import { secretsStayOut } from './guards/secrets.ts';
import {
  armedWatchMissesNothing,
  closedWatchIsSilent,
  driftIsFoundUntold,
  driftIsTold,
} from './guards/watch.ts';
import type { AnyResource, ResourceCases } from './resource-cases.ts';
import type { Setting } from './stage/stage.ts';

const ofKind = [kindIsDescribed, unknownParamsAreRefused];
const ofWorld = [checkFinds, checkChangesNothing, checkIsRepeatable, dryRun, abortEndsHooks, secretsStayOut];
const ofDrifted = [applyConverges, applyTwice, abortedApplyIsMadeAgain, secondStart];
const ofWatched = [driftIsFoundUntold, driftIsTold, armedWatchMissesNothing, closedWatchIsSilent];
const ofGroup = [membersShareAUnit, checkAllIsFair, applyAllIsFair];
const ofRejected = [paramsAreRejected];

/** One promise, to be tried with one case. */
export interface Trial {
  /** The case, or what else the promise is about. */
  readonly of: string;
  readonly promise: string;
  /** Why it can't be tried here. */
  readonly skip: string | false | undefined;
  /** Rejects when the promise is broken. */
  run(): Promise<void>;
}

/** All that there is to try. */
export function trialsOf(resource: AnyResource, cases: ResourceCases): Trial[] {
  const { inSync = [], drifted = [], rejected = [], watched = [], grouped = [] } = cases;
  const setting: Setting = {
    resource,
    services: cases.services ?? [],
    deadlineMs: cases.deadlineMs ?? 10_000,
  };

  function trials<C>(of: string, guards: readonly Guard<C>[], tried: C, skip?: string | false): Trial[] {
    return guards
      .filter(({ concerns }) => concerns?.(resource, tried) ?? true)
      .map((guard) => ({ of, promise: guard.promise, skip, run: () => keep(guard, setting, tried) }));
  }
  const valid = [...inSync, ...drifted, ...watched, ...grouped].find(({ skip }) => !skip);
  return [
    ...trials('the kind', ofKind, valid),
    ...inSync.flatMap((tried) => trials(tried.name, ofWorld, tried, tried.skip)),
    ...drifted.flatMap((tried) => trials(tried.name, [...ofWorld, ...ofDrifted], tried, tried.skip)),
    ...rejected.flatMap((tried) => trials(tried.name, ofRejected, tried)),
    ...watched.flatMap((tried) => trials(tried.name, ofWatched, tried, tried.skip)),
    ...(grouped.length > 0
      ? trials('a group', ofGroup, grouped, grouped.find(({ skip }) => skip)?.skip)
      : []),
  ];
}

async function keep<C>(guard: Guard<C>, setting: Setting, tried: C): Promise<void> {
  try {
    await guard.keep(setting, tried);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    throw new Broken(`${error.message}\nPromised: ${guard.promise}, since ${guard.reason}`);
  }
}
