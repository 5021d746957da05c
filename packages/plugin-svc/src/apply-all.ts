import type { Change, MemberToApply } from '@homeostat/resource';
import { start, stop } from './change-state.ts';
import type { SvcParams } from './params.ts';
import { fileState } from './startup/file-state.ts';
import { SetStartups, type Startup } from './startup/set-startups.ts';
import { look } from './systemd/look.ts';
import { Systemd } from './systemd/systemd.ts';
import { fullUnitName, isTemplate } from './unit-name.ts';

type Results = PromiseSettledResult<void>[];

/** Makes the changes of these units: first all files, then one reload, then all starts and stops side by side. */
export async function applyAll(
  members: readonly MemberToApply<SvcParams>[],
  signal: AbortSignal,
): Promise<Results> {
  const { ctx, params } = members[0]!;
  const systemd = Systemd.of(ctx.services, params.session);
  const failed = await setStartups(systemd, members, signal);
  const isReloadDue = members.some(
    ({ changes }) => differs(changes, 'startup') || differs(changes, 'daemon-reload'),
  );
  if (isReloadDue) await systemd.manager.reload(signal);
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
    if (wanted === 'undefined' || !differs(member.changes, 'startup')) continue;
    startups.set({ unit: await realName(systemd, fullUnitName(name), signal), wanted }, member);
  }
  const setting = new SetStartups(systemd.manager, signal);
  await setting.set([...startups.keys()]);
  return new Map([...setting.failed].map(([startup, error]) => [startups.get(startup)!, error]));
}

/** Only the file that an alias leads to can be enabled. */
async function realName({ manager }: Systemd, unit: string, signal: AbortSignal): Promise<string> {
  if (isTemplate(unit) || (await fileState(manager, unit, signal)) !== 'alias') return unit;
  return (await look(manager, unit, signal)).id;
}

async function changeState(
  systemd: Systemd,
  { params, changes }: MemberToApply<SvcParams>,
  signal: AbortSignal,
): Promise<void> {
  const unit = fullUnitName(params.name);
  if (differs(changes, 'daemon-reload')) systemd.starts.forget(unit);
  if (!differs(changes, 'state')) return;
  if (params.state === 'running') await start(systemd, unit, signal);
  else await stop(systemd, unit, signal);
}

function differs(changes: readonly Change[], property: string): boolean {
  return changes.some((change) => change.property === property);
}
