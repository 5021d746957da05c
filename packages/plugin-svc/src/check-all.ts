import type { Answers, Change, Member } from '@homeostat/resource';
import { Contradictions } from './contradictions.ts';
import { fileBad, masked, restartedTooOften, unitUnknown } from './errors.ts';
import type { SvcParams } from './params.ts';
import { refuseOneshot } from './refuse-oneshot.ts';
import { resultOf } from './result-of.ts';
import { fileState, isStartupRight } from './startup/file-state.ts';
import { isActive, type Look, look } from './systemd/look.ts';
import { mostTimes, withinMs } from './systemd/recent-times.ts';
import { settled } from './systemd/settled.ts';
import { Systemd } from './systemd/systemd.ts';
import { UnitFiles } from './systemd/unit-files.ts';
import { lastLogLines } from './systemd/unit-log.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

/**
 * What differs, for each of these units; for those that are on their way to another state, once they are there. The bus lets 64
 * calls be under way at once.
 */
export async function checkAll(
  members: readonly Member<SvcParams>[],
  signal: AbortSignal,
): Promise<Answers<readonly Change[]>> {
  const { ctx, params } = members[0]!;
  const systemd = Systemd.of(ctx.services, params.session);
  const files = UnitFiles.list(systemd.manager, signal);
  // Told by each member that comes to need them.
  files.catch(() => {});
  const contradictions = new Contradictions([...systemd.kept, ...members]);
  const batch = { systemd, files, contradictions, signal };
  const prompt: Promise<unknown>[] = [];
  const answers = members.map((member) => {
    let answer!: Promise<PromiseSettledResult<readonly Change[]>>;
    const waits = new Promise<void>((resolve) => {
      answer = resultOf(check(member, batch, resolve));
    });
    prompt.push(Promise.race([answer, waits]));
    return answer;
  });
  // All that need not wait is answered at once: what differs there is put right together.
  await Promise.all(prompt);
  return answers;
}

/** What the checks of a batch share. */
interface Batch {
  readonly systemd: Systemd;
  readonly files: Promise<UnitFiles>;
  readonly contradictions: Contradictions;
  readonly signal: AbortSignal;
}

/** @param waits called when the unit is on its way */
async function check(
  member: Member<SvcParams>,
  { systemd, files, contradictions, signal }: Batch,
  waits: () => void,
): Promise<readonly Change[]> {
  const { params } = member;
  const unit = fullUnitName(params.name);
  if (isTemplate(unit)) {
    contradictions.refuse(member, [unit]);
    return startupChange(systemd, unit, params, signal);
  }
  const { state } = params;
  const seen =
    state === 'undefined'
      ? await look(systemd, unit, signal)
      : await settled(systemd, unit, state, signal, waits);
  contradictions.refuse(member, seen.names);
  const isOutdated = await (await files).isOutdated(seen);
  if (state === 'running' && !isOutdated) await refuseCrashing(systemd, unit, seen, signal);
  return [
    ...(await startupChange(systemd, unit, params, signal, seen.id)),
    ...(isOutdated ? [reloadChange] : []),
    ...(await stateChange(systemd, unit, params, { ...seen, isOutdated }, signal)),
  ];
}

/** What systemd starts again and again runs only in between. */
async function refuseCrashing(
  { manager, restarts, reminders }: Systemd,
  unit: string,
  seen: Look,
  signal: AbortSignal,
): Promise<void> {
  if (!unit.endsWith('.service') || !isActive(seen)) return;
  const count = await manager.property(seen.path, 'Service', 'NRestarts', signal);
  if (!restarts.areTooMany(unit, Number(count))) return;
  reminders.after(unit, withinMs);
  throw restartedTooOften(unit, mostTimes, withinMs, await lastLogLines(unit, manager.isSession));
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
