import type { MemberToApply } from '@homeostat/resource';
import { startupContested } from '../errors.ts';
import type { SvcParams } from '../params.ts';
import { look } from '../systemd/look.ts';
import { mostTimes, withinMs } from '../systemd/recent-times.ts';
import type { Systemd } from '../systemd/systemd.ts';
import { fullUnitName, isTemplate } from '../unit-name.ts';
import type { FileState } from './file-state.ts';
import { SetStartups, type Startup } from './set-startups.ts';

type Member = MemberToApply<SvcParams>;

/** The changes of startup of a batch of units. */
export class StartupChanges {
  readonly failed = new Map<Member, unknown>();
  readonly #systemd: Systemd;
  readonly #members: readonly Member[];
  /** systemd may have made some of them. */
  hasBegun = false;

  constructor(systemd: Systemd, members: readonly Member[]) {
    this.#systemd = systemd;
    this.#members = members;
  }

  /** systemd has to reload afterwards. */
  async make(signal: AbortSignal): Promise<void> {
    const startups = new Map<Startup, Member>();
    await Promise.all(
      this.#members.map(async (member) => {
        try {
          const startup = await this.#of(member, signal);
          if (startup) startups.set(startup, member);
        } catch (error) {
          this.failed.set(member, error);
        }
      }),
    );
    if (startups.size === 0) return;
    this.hasBegun = true;
    const setting = new SetStartups(this.#systemd.manager, signal);
    await setting.set([...startups.keys()]);
    for (const [startup, error] of setting.failed) this.failed.set(startups.get(startup)!, error);
  }

  async #of(member: Member, signal: AbortSignal): Promise<Startup | undefined> {
    const change = member.changes.find(({ property }) => property === 'startup');
    const { startup: wanted, name } = member.params;
    if (wanted === 'undefined' || !change) return undefined;
    const { startupChanges, reminders } = this.#systemd;
    const named = fullUnitName(name);
    // Of several names, only that of the unit itself can be enabled.
    const unit = isTemplate(named) ? named : (await look(this.#systemd, named, signal)).id;
    const waitMs = startupChanges.waitMs(unit);
    if (waitMs > 0) {
      reminders.after(named, waitMs);
      throw startupContested(unit, wanted, mostTimes, withinMs, waitMs);
    }
    startupChanges.note(unit);
    return { unit, present: change.from as FileState | undefined, wanted };
  }
}
