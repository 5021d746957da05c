import type { Change, MemberToApply } from '@homeostat/resource';
import { start, stop } from './change-state.ts';
import type { SvcParams } from './params.ts';
import { refuseOneshot } from './refuse-oneshot.ts';
import type { FileState } from './startup/file-state.ts';
import { SetStartups, type Startup } from './startup/set-startups.ts';
import { look } from './systemd/look.ts';
import { Systemd } from './systemd/systemd.ts';
import { fullUnitName } from './unit-name.ts';

type Results = PromiseSettledResult<void>[];

/** Makes the changes of these units: first all files, then one reload, then all starts and stops side by side. */
export async function applyAll(
  members: readonly MemberToApply<SvcParams>[],
  signal: AbortSignal,
): Promise<Results> {
  const { ctx, params } = members[0]!;
  const systemd = Systemd.of(ctx.services, params.session);
  const failed = await setStartups(systemd, members, signal);
  const isReloadDue = (member: MemberToApply<SvcParams>) =>
    !failed.has(member) && (changeOf(member, 'startup') ?? changeOf(member, 'daemon-reload')) !== undefined;
  const changed = members.filter(isReloadDue);
  if (changed.length > 0) {
    try {
      await systemd.reload(signal);
    } catch (error) {
      for (const member of changed) failed.set(member, error);
    }
  }
  return Promise.allSettled(
    members.map(async (member) => {
      if (failed.has(member)) throw failed.get(member);
      await changeState(systemd, member, signal);
    }),
  );
}

async function setStartups(
  systemd: Systemd,
  members: readonly MemberToApply<SvcParams>[],
  signal: AbortSignal,
): Promise<Map<MemberToApply<SvcParams>, unknown>> {
  const startups = new Map<Startup, MemberToApply<SvcParams>>();
  for (const member of members) {
    const { startup: wanted, name } = member.params;
    const change = changeOf(member, 'startup');
    if (wanted === 'undefined' || !change) continue;
    const unit = await systemd.realName(fullUnitName(name), signal);
    startups.set({ unit, present: change.from as FileState | undefined, wanted }, member);
  }
  const setting = new SetStartups(systemd.manager, signal);
  await setting.set([...startups.keys()]);
  return new Map([...setting.failed].map(([startup, error]) => [startups.get(startup)!, error]));
}

async function changeState(
  systemd: Systemd,
  member: MemberToApply<SvcParams>,
  signal: AbortSignal,
): Promise<void> {
  const unit = fullUnitName(member.params.name);
  const isAnother = changeOf(member, 'daemon-reload') !== undefined;
  if (isAnother) systemd.starts.forget(unit);
  const change = changeOf(member, 'state');
  if (!change) return;
  // The check may have seen it as it was before.
  if (isAnother && change.to === 'running')
    await refuseOneshot(systemd.manager, unit, await look(systemd, unit, signal), signal);
  member.ctx.progress({ step: change.to === 'running' ? 'starting' : 'stopping' });
  if (change.to === 'running') await start(systemd, unit, change.from === 'failed', signal);
  else await stop(systemd, unit, signal);
}

function changeOf({ changes }: MemberToApply<SvcParams>, wanted: string): Change | undefined {
  return changes.find(({ property }) => property === wanted);
}
