import type { Change, Member } from '@homeostat/resource';
import { fileBad, masked, oneshot, unitUnknown } from './errors.ts';
import type { SvcParams } from './params.ts';
import { fileState, isStartupRight } from './startup/file-state.ts';
import { isActive, type Look, look } from './systemd/look.ts';
import { settled } from './systemd/settled.ts';
import { Systemd } from './systemd/systemd.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

/** What differs, for each of these units. The bus lets 64 calls be under way at once. */
export function checkAll(
  members: readonly Member<SvcParams>[],
  signal: AbortSignal,
): Promise<PromiseSettledResult<readonly Change[]>[]> {
  return Promise.allSettled(members.map((member) => check(member, signal)));
}

async function check({ params, ctx }: Member<SvcParams>, signal: AbortSignal): Promise<readonly Change[]> {
  const systemd = Systemd.of(ctx.services, params.session);
  const unit = fullUnitName(params.name);
  if (isTemplate(unit)) return startupChange(systemd, unit, params, signal);
  const { state } = params;
  const seen =
    state === 'undefined' ? await look(systemd, unit, signal) : await settled(systemd, unit, state, signal);
  return [
    ...(await startupChange(systemd, unit, params, signal, seen.id)),
    ...(seen.isOutdated ? [reloadChange] : []),
    ...(await stateChange(systemd, unit, params, seen, signal)),
  ];
}

const reloadChange: Change = { property: 'daemon-reload', from: 'needed', to: 'done' };

/** @param id the unit behind the name */
async function startupChange(
  { manager }: Systemd,
  unit: string,
  params: SvcParams,
  signal: AbortSignal,
  id = unit,
): Promise<Change[]> {
  if (params.startup === 'undefined') return [];
  const own = await fileState(manager, unit, signal);
  const present = own === 'alias' && id !== unit ? await fileState(manager, id, signal) : own;
  if (isStartupRight(unit, present, params)) return [];
  return [{ property: 'startup', from: present, to: params.startup }];
}

async function stateChange(
  { manager }: Systemd,
  unit: string,
  { state, startup }: SvcParams,
  seen: Look,
  signal: AbortSignal,
): Promise<Change[]> {
  if (state === 'undefined') return [];
  const isUp = isActive(seen) || seen.active === 'activating';
  if (state === 'stopped') return isUp ? [{ property: 'state', from: seen.active, to: state }] : [];
  if (isActive(seen)) return [];
  if (seen.load === 'not-found') throw unitUnknown(unit, state);
  if (seen.load === 'masked' && startup === 'undefined') throw masked(unit);
  // What is outdated may be mended already.
  if (['bad-setting', 'error'].includes(seen.load) && !seen.isOutdated) throw fileBad(unit, seen.loadError);
  if (unit.endsWith('.service') && seen.load === 'loaded') await refuseOneshot(manager, unit, seen, signal);
  return [{ property: 'state', from: seen.active === 'inactive' ? 'stopped' : seen.active, to: state }];
}

async function refuseOneshot(
  manager: Systemd['manager'],
  unit: string,
  { path, isOutdated }: Look,
  signal: AbortSignal,
): Promise<void> {
  if (isOutdated) return;
  if ((await manager.property(path, 'Service', 'Type', signal)) !== 'oneshot') return;
  if ((await manager.property(path, 'Service', 'RemainAfterExit', signal)) !== true) throw oneshot(unit);
}
