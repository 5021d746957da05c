import type { Change, ResourceContext } from '@homeostat/resource';
import { job } from './change-state.ts';
import { jobFailed } from './errors.ts';
import type { SvcParams } from './params.ts';
import { environmentFiles } from './systemd/environment-files.ts';
import { isActive, type Look, look } from './systemd/look.ts';
import { settled } from './systemd/settled.ts';
import { Systemd } from './systemd/systemd.ts';
import { lastChange, tickMs, UnitFiles } from './systemd/unit-files.ts';
import { lastLogLines } from './systemd/unit-log.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

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
  const { signal } = ctx;
  if (isTemplate(unit) || applied.some(({ property }) => property === 'state')) return [];
  const systemd = Systemd.of(ctx.services, params.session);
  let seen = await settled(systemd, unit, 'running', signal);
  if (!isActive(seen)) return [];
  const files = await UnitFiles.list(systemd.manager, signal);
  // One may have been written since the check.
  if (await files.isOutdated(seen)) {
    await systemd.reload(signal);
    seen = await look(systemd, unit, signal);
  }
  const reloads = seen.canReload && !(await isOutgrown(systemd, seen, files, signal));
  const call = reloads ? 'ReloadOrTryRestartUnit' : 'TryRestartUnit';
  const result = await job(systemd, call, unit, signal);
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
