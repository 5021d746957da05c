import { CLOCK, type Clock, type Progress, type Services } from '@homeostat/resource';
import type { TransactionContext } from '../../backend/package-backend.ts';

/** The context of a transaction that keeps what it is told. */
export class KeptContext implements TransactionContext {
  readonly stop = new AbortController();
  readonly kill = new AbortController();
  readonly signal = this.stop.signal;
  readonly killSignal = this.kill.signal;
  readonly services: Services;
  readonly warnings: string[] = [];
  readonly told: (Progress & { readonly name?: string })[] = [];
  written = '';
  /** Called with each step that is told. */
  onStep: (step: string) => void = () => {};

  readonly log = { debug() {}, info() {}, warn: (text: string) => void this.warnings.push(text), error() {} };

  constructor(clock: Clock) {
    this.services = {
      get<T>(token: symbol): T {
        if (token !== CLOCK) throw new Error(`No service ${String(token)}`);
        return clock as T;
      },
    };
  }

  progress(name: string | undefined, progress: Progress): void {
    this.told.push(name === undefined ? progress : { name, ...progress });
    this.onStep(progress.step);
  }

  output(text: string): void {
    this.written += text;
  }
}
