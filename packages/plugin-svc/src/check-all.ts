import type { Change, Member } from '@homeostat/resource';
import { fileBad, masked, unitUnknown } from './errors.ts';
import type { SvcParams } from './params.ts';
import { refuseOneshot } from './refuse-oneshot.ts';
import { fileState, isStartupRight } from './startup/file-state.ts';
import { isActive, type Look, look } from './systemd/look.ts';
import { settled } from './systemd/settled.ts';
import { Systemd } from './systemd/systemd.ts';
import { UnitFiles } from './systemd/unit-files.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

/** What differs, for each of these units. The bus lets 64 calls be under way at once. */
export function checkAll(
  members: readonly Member<SvcParams>[],
  signal: AbortSignal,
): Promise<PromiseSettledResult<readonly Change[]>[]> {
  const { ctx, params } = members[0]!;
  const systemd = Systemd.of(ctx.services, params.session);
  const files = UnitFiles.list(systemd.manager, signal);
  // Told by each member that comes to need them.
  files.catch(() => {});
  return Promise.allSettled(members.map((member) => check(systemd, member, files, signal)));
}

async function check(
  systemd: Systemd,
  { params }: Member<SvcParams>,
  files: Promise<UnitFiles>,
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const unit = fullUnitName(params.name);
  if (isTemplate(unit)) return startupChange(systemd, unit, params, signal);
  const { state } = params;
  const seen =
    state === 'undefined' ? await look(systemd, unit, signal) : await settled(systemd, unit, state, signal);
  const isOutdated = await (await files).isOutdated(seen);
  return [
    ...(await startupChange(systemd, unit, params, signal, seen.id)),
    ...(isOutdated ? [reloadChange] : []),
    ...(await stateChange(systemd, unit, params, { ...seen, isOutdated }, signal)),
  ];
}

/** What systemd says of a unit, and whether the disk says otherwise by now. */
type Seen = Look & { readonly isOutdated: boolean };

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
  seen: Seen,
  signal: AbortSignal,
): Promise<Change[]> {
  if (state === 'undefined') return [];
  const isUp = isActive(seen) || seen.active === 'activating';
  if (state === 'stopped') return isUp ? [{ property: 'state', from: seen.active, to: state }] : [];
  if (isActive(seen)) return [];
  if (seen.load === 'masked' && startup === 'undefined') throw masked(unit);
  // What is outdated may be mended already.
  if (!seen.isOutdated) {
    if (seen.load === 'not-found') throw unitUnknown(unit, state);
    if (['bad-setting', 'error'].includes(seen.load)) throw fileBad(unit, seen.loadError);
    await refuseOneshot(manager, unit, seen, signal);
  }
  return [{ property: 'state', from: seen.active === 'inactive' ? 'stopped' : seen.active, to: state }];
}
