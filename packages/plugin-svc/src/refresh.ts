import { stat } from 'node:fs/promises';
import type { Change, ResourceContext } from '@homeostat/resource';
import { job } from './change-state.ts';
import { jobFailed } from './errors.ts';
import type { SvcParams } from './params.ts';
import { environmentFiles } from './systemd/environment-files.ts';
import { isActive, type Look } from './systemd/look.ts';
import { settled } from './systemd/settled.ts';
import { Systemd } from './systemd/systemd.ts';
import { lastLogLines } from './systemd/unit-log.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

/**
 * By how much the time of a change may lie before the moment of it: file systems take the time of the last tick of the kernel.
 *
 * @unit milliseconds
 * @source a tick is 10 ms at most (CONFIG_HZ)
 */
const tickMs = 10;

/**
 * Has the unit take over what changed: it reloads, or restarts where it has no way to reload, or where the change is one that only a
 * new process sees. What does not run, or was started a moment ago, has nothing to take over.
 */
export async function refresh(
  applied: readonly Change[],
  params: SvcParams,
  ctx: ResourceContext,
): Promise<readonly Change[]> {
  const unit = fullUnitName(params.name);
  if (isTemplate(unit) || applied.some(({ property }) => property === 'state')) return [];
  const systemd = Systemd.of(ctx.services, params.session);
  const seen = await settled(systemd, unit, 'running', ctx.signal);
  if (!isActive(seen)) return [];
  const reloads = seen.canReload && !(await isOutgrown(systemd, seen, ctx.signal));
  const call = reloads ? 'ReloadOrTryRestartUnit' : 'TryRestartUnit';
  const result = await job(systemd, call, unit, ctx.signal);
  const verb = reloads ? 'reload' : 'restart';
  // undefined: systemd was started anew meanwhile, and takes its jobs along.
  if (result !== undefined && result !== 'done' && result !== 'skipped') {
    throw jobFailed(unit, verb, result, await lastLogLines(unit, params.session));
  }
  return [{ property: 'process', from: 'notified', to: `${verb}ed` }];
}

/**
 * Whether it runs by another definition than the one on the disk. Whoever has told systemd of it in the meantime: the time at which
 * its files were changed does not depend on that.
 */
async function isOutgrown(systemd: Systemd, seen: Look, signal: AbortSignal): Promise<boolean> {
  const files = [...seen.definedIn, ...(await environmentFiles(systemd.manager, seen.id, seen.path, signal))];
  const changed = await Promise.all(files.map(lastChange));
  return changed.some((time) => time + tickMs > seen.activeSince);
}

/** @unit milliseconds since 1970; 0: there is no such file, so it has nothing to say */
async function lastChange(path: string): Promise<number> {
  return stat(path).then(
    ({ ctimeMs }) => ctimeMs,
    () => 0,
  );
}
