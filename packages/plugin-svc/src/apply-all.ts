import type { Answers, Change, MemberToApply } from '@homeostat/resource';
import { start, stop } from './change-state.ts';
import type { SvcParams } from './params.ts';
import { refuseOneshot } from './refuse-oneshot.ts';
import { resultOf } from './result-of.ts';
import { StartupChanges } from './startup/startup-changes.ts';
import { look } from './systemd/look.ts';
import { Systemd } from './systemd/systemd.ts';
import { fullUnitName } from './unit-name.ts';

/**
 * Makes the changes of these units: first all files, then one reload, then all starts and stops side by side. Each is told
 * when it is done, since one may take minutes.
 */
export async function applyAll(
  members: readonly MemberToApply<SvcParams>[],
  signal: AbortSignal,
): Promise<Answers<void>> {
  const { ctx, params } = members[0]!;
  const systemd = Systemd.of(ctx.services, params.session);
  const startups = new StartupChanges(systemd, members);
  const { failed } = startups;
  try {
    await startups.make(signal);
  } finally {
    const changed = members.filter(
      (member) => !failed.has(member) && member.changes.some(({ property }) => property !== 'state'),
    );
    try {
      // What was set is to be known to systemd, also when the rest is called off.
      if (changed.length > 0) await systemd.reload(startups.hasBegun ? undefined : signal);
    } catch (error) {
      for (const member of changed) failed.set(member, error);
    }
  }
  return members.map((member) =>
    resultOf(failed.has(member) ? Promise.reject(failed.get(member)) : changeState(systemd, member, signal)),
  );
}

async function changeState(
  systemd: Systemd,
  member: MemberToApply<SvcParams>,
  signal: AbortSignal,
): Promise<void> {
  const unit = fullUnitName(member.params.name);
  const isAnother = changeOf(member, 'daemon-reload') !== undefined;
  if (isAnother) {
    systemd.starts.forget(unit);
    systemd.restarts.forget(unit);
    systemd.failedRefreshes.forget(unit);
  }
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
