import type { Clock } from '@homeostat/resource';
import type { UnitSignals } from './unit-signals.ts';

/** Has who watches a unit look at it again where no signal would bring that about; at most one a unit is open. */
export class Reminders {
  readonly #clock: Clock;
  readonly #signals: UnitSignals;
  readonly #open = new Map<string, () => void>();

  constructor(clock: Clock, signals: UnitSignals) {
    this.#clock = clock;
    this.#signals = signals;
  }

  after(unit: string, ms: number): void {
    this.#replace(
      unit,
      this.#clock.schedule(ms, () => this.#due(unit)),
    );
  }

  /** When a job has ended that nobody waits for any more; it may be called off, and the unit then stays where it is. */
  afterJob(unit: string, job: string): void {
    const onJob = (ended: string) => void (ended === job && this.#due(unit));
    this.#signals.on('job', onJob);
    this.#replace(unit, () => this.#signals.off('job', onJob));
  }

  /** Nobody watches it any more. */
  callOff(unit: string): void {
    this.#open.get(unit)?.();
    this.#open.delete(unit);
  }

  #replace(unit: string, callOff: () => void): void {
    this.callOff(unit);
    this.#open.set(unit, callOff);
  }

  #due(unit: string): void {
    this.callOff(unit);
    this.#signals.emit('due', unit);
  }
}
