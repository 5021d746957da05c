import { BusError } from '@homeostat/bus';
import { fileTaken, notEnabled, refused } from '../errors.ts';
import type { SvcParams } from '../params.ts';
import type { Manager } from '../systemd/manager.ts';
import { isTemplate } from '../unit-name.ts';
import { type FileState, fileState } from './file-state.ts';

export interface Startup {
  readonly unit: string;
  /** What the check found. */
  readonly present: FileState | undefined;
  readonly wanted: Exclude<SvcParams['startup'], 'undefined'>;
}

/** How systemd is told, for the files on the disk and for those in /run, which are gone after a boot. */
interface Step {
  /** As in "can't be enabled". */
  readonly what: string;
  readonly call: string;
  readonly signature: string;
  readonly options: readonly (readonly boolean[])[];
}

const steps = {
  unmask: { what: 'unmasked', call: 'UnmaskUnitFiles', signature: 'asb', options: [[false], [true]] },
  // Not by force: a link of the same name that leads elsewhere is somebody's.
  enable: { what: 'enabled', call: 'EnableUnitFiles', signature: 'asbb', options: [[false, false]] },
  disable: { what: 'disabled', call: 'DisableUnitFiles', signature: 'asb', options: [[false], [true]] },
  mask: { what: 'masked', call: 'MaskUnitFiles', signature: 'asbb', options: [[false, false]] },
} satisfies Record<string, Step>;

/**
 * Enables, disables and masks, each with one call for all; what systemd refuses is told by its unit and keeps none of the others
 * back. systemd has to reload afterwards.
 */
export class SetStartups {
  readonly failed = new Map<Startup, unknown>();
  readonly #manager: Manager;
  readonly #signal: AbortSignal;

  constructor(manager: Manager, signal: AbortSignal) {
    this.#manager = manager;
    this.#signal = signal;
  }

  async set(startups: readonly Startup[]): Promise<void> {
    const isMasked = ({ present }: Startup) => present === 'masked' || present === 'masked-runtime';
    await this.#step(
      steps.unmask,
      startups.filter((startup) => startup.wanted !== 'masked' && isMasked(startup)),
    );
    const wanted = (what: Startup['wanted']) =>
      startups.filter((startup) => startup.wanted === what && !this.failed.has(startup));
    await this.#step(steps.enable, wanted('enabled'));
    await this.#step(steps.disable, wanted('disabled'));
    await this.#step(steps.mask, wanted('masked'));
    const isDoubtful = ({ unit, present }: Startup) => present === 'indirect' || isTemplate(unit);
    await this.#verifyEnabled(wanted('enabled').filter(isDoubtful));
  }

  /** Where the [Install] section names others alone, systemd enables them without a word and leaves the unit as it was. */
  async #verifyEnabled(startups: readonly Startup[]): Promise<void> {
    for (const startup of startups) {
      const state = await fileState(this.#manager, startup.unit, this.#signal);
      if (state !== 'enabled') this.failed.set(startup, notEnabled(startup.unit, state));
    }
  }

  async #step(step: Step, startups: readonly Startup[]): Promise<void> {
    if (startups.length === 0) return;
    try {
      for (const options of step.options) await this.#call(step, startups, options);
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== 'BUS_CALL_FAILED') throw error;
      // One that is linked to has gone with its link, and nothing starts what is not there.
      const isGone = step === steps.disable && error.errorName === 'org.freedesktop.systemd1.NoSuchUnit';
      if (isGone && startups.length === 1) return;
      // One of them is refused, and with it all: each alone then.
      if (startups.length > 1) for (const startup of startups) await this.#step(step, [startup]);
      else this.failed.set(startups[0]!, whyNot(startups[0]!.unit, step.what, error));
    }
  }

  #call(
    { call, signature }: Step,
    startups: readonly Startup[],
    options: readonly boolean[],
  ): Promise<unknown> {
    const units = startups.map(({ unit }) => unit);
    return this.#manager.call(call, signature, [units, ...options], { signal: this.#signal });
  }
}

function whyNot(unit: string, what: string, error: BusError): unknown {
  const isTaken = ['org.freedesktop.systemd1.UnitExists', 'org.freedesktop.DBus.Error.FileExists'].includes(
    error.errorName,
  );
  return isTaken ? fileTaken(unit, what, error) : refused(unit, `let it be ${what}:`, error);
}
