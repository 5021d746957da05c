import type { Change, ResourceContext } from '@homeostat/resource';
import { job } from './change-state.ts';
import { jobFailed, refreshFailing } from './errors.ts';
import type { SvcParams } from './params.ts';
import { environmentFiles } from './systemd/environment-files.ts';
import { isActive, type Look, look } from './systemd/look.ts';
import { mostTimes, withinMs } from './systemd/recent-times.ts';
import { settled } from './systemd/settled.ts';
import { Systemd } from './systemd/systemd.ts';
import { lastChange, tickMs, UnitFiles } from './systemd/unit-files.ts';
import { lastLogLines } from './systemd/unit-log.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

/**
 * Has the unit take over what changed: it reloads, or restarts where that is declared, where it has no way to reload, or where the
 * change is one that only a new process sees. What does not run, or was started a moment ago, has nothing to take over.
 */
export async function refresh(
  applied: readonly Change[],
  params: SvcParams,
  ctx: ResourceContext,
): Promise<readonly Change[]> {
  const unit = fullUnitName(params.name);
  const { signal } = ctx;
  if (isTemplate(unit) || applied.some(({ property }) => property === 'state')) return [];
  const systemd = Systemd.of(ctx.services, params.session);
  let seen = await settled(systemd, unit, 'running', signal);
  if (!isActive(seen)) return [];
  const files = await UnitFiles.list(systemd.manager, signal);
  // One may have been written since the check.
  if (await files.isOutdated(seen)) {
    await systemd.reload(signal);
    systemd.failedRefreshes.forget(unit);
    seen = await look(systemd, unit, signal);
  }
  const reloads =
    params.refresh === 'reload' && seen.canReload && !(await isOutgrown(systemd, seen, files, signal));
  const verb = reloads ? 'reload' : 'restart';
  await takeOver(systemd, unit, seen.path, verb, signal);
  return [{ property: 'process', from: 'notified', to: `${verb}ed` }];
}

async function takeOver(
  systemd: Systemd,
  unit: string,
  path: string,
  verb: 'reload' | 'restart',
  signal: AbortSignal,
): Promise<void> {
  const { failedRefreshes, reloading } = systemd;
  const waitMs = failedRefreshes.waitMs(unit);
  if (waitMs > 0) {
    systemd.reminders.after(unit, waitMs);
    throw refreshFailing(unit, mostTimes, withinMs, waitMs);
  }
  const since = Date.now();
  let result: string | undefined;
  if (verb === 'reload') reloading.add(path);
  try {
    const call = verb === 'reload' ? 'ReloadOrTryRestartUnit' : 'TryRestartUnit';
    result = await job(systemd, call, unit, signal);
  } finally {
    reloading.delete(path);
  }
  // undefined: systemd was started anew meanwhile, and takes its jobs along.
  if (result === undefined || result === 'done' || result === 'skipped') {
    failedRefreshes.forget(unit);
    return;
  }
  failedRefreshes.note(unit);
  throw jobFailed(unit, verb, result, await lastLogLines(unit, systemd.manager.isSession, since));
}

/**
 * Whether it runs by another definition than the one on the disk. Whoever has told systemd of it in the meantime: the time at which
 * its files were changed does not depend on that.
 */
async function isOutgrown(
  { manager }: Systemd,
  seen: Look,
  files: UnitFiles,
  signal: AbortSignal,
): Promise<boolean> {
  // A mount has no process, and takes over its options when it reloads.
  if (seen.id.endsWith('.mount')) return false;
  const environment = await environmentFiles(manager, seen.id, seen.path, signal);
  const changes = await Promise.all([files.lastChange(seen), ...environment.map(lastChange)]);
  return Math.max(...changes) + tickMs > seen.activeSince;
}
