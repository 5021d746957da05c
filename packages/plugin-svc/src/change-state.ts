import { BusError } from '@homeostat/bus';
import type { Problem } from '@homeostat/resource';
import {
  conditionUnmet,
  crashing,
  diedAtOnce,
  fileBad,
  jobFailed,
  masked,
  refused,
  unitUnknown,
} from './errors.ts';
import { isActive, look } from './systemd/look.ts';
import { mostTimes, withinMs } from './systemd/recent-times.ts';
import { runJob } from './systemd/run-job.ts';
import { settled } from './systemd/settled.ts';
import type { Systemd } from './systemd/systemd.ts';
import { lastLogLines } from './systemd/unit-log.ts';

/** Starts a unit, and sees that it is up once systemd says so. */
export async function start(
  systemd: Systemd,
  unit: string,
  hasFailed: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { manager, starts } = systemd;
  const waitMs = starts.waitMs(unit);
  if (waitMs > 0) {
    systemd.reminders.after(unit, waitMs);
    throw crashing(unit, mostTimes, withinMs, waitMs, await lastLogLines(unit, manager.isSession));
  }
  const since = Date.now();
  const log = () => lastLogLines(unit, manager.isSession, since);
  starts.note(unit);
  // After too many failures systemd refuses every start until they are forgotten.
  if (hasFailed) await manager.call('ResetFailedUnit', 's', [unit], { signal });
  const result = await job(systemd, 'StartUnit', unit, signal);
  if (result === undefined) {
    // systemd or the bus was started anew: the unit's state says what came of it.
    if (isActive(await settled(systemd, unit, 'running', signal))) return;
    throw jobFailed(unit, 'start', 'systemd or the bus was started anew meanwhile', await log());
  }
  if (result !== 'done') throw jobFailed(unit, 'start', result, await log());
  const after = await look(systemd, unit, signal);
  // A service that systemd starts again by itself is waited for by the check that follows.
  if (isActive(after) || after.active === 'activating') return;
  if (after.active === 'inactive' && after.unmet.length > 0) {
    // Nothing died, and nothing tells that a condition is met.
    starts.takeBack(unit);
    systemd.reminders.after(unit, withinMs);
    throw conditionUnmet(unit, after);
  }
  throw diedAtOnce(unit, after, await log());
}

export async function stop(systemd: Systemd, unit: string, signal: AbortSignal): Promise<void> {
  const since = Date.now();
  const result = await job(systemd, 'StopUnit', unit, signal);
  if (result === 'done' || result === undefined) return;
  throw jobFailed(unit, 'stop', result, await lastLogLines(unit, systemd.manager.isSession, since));
}

/** Runs a job; what systemd answers instead of beginning one is told in our words. */
export async function job(
  systemd: Systemd,
  call: Parameters<typeof runJob>[1],
  unit: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await runJob(systemd, call, unit, signal);
  } catch (error) {
    if (!(error instanceof BusError) || error.code !== 'BUS_CALL_FAILED') throw error;
    throw whyRefused(unit, verbs[call], error);
  }
}

const verbs = {
  StartUnit: 'start',
  StopUnit: 'stop',
  TryRestartUnit: 'restart',
  ReloadOrTryRestartUnit: 'reload or restart',
};

function whyRefused(unit: string, verb: string, error: BusError): Problem {
  switch (error.errorName) {
    case 'org.freedesktop.systemd1.NoSuchUnit':
      return unitUnknown(unit, verb === 'start' ? 'running' : 'stopped');
    case 'org.freedesktop.systemd1.UnitMasked':
      return masked(unit);
    case 'org.freedesktop.systemd1.BadUnitSetting':
    case 'org.freedesktop.systemd1.LoadFailed':
      return fileBad(unit, error.message);
    default:
      return refused(unit, verb, error);
  }
}
