import type { Bus, BusCall } from '@homeostat/bus';
import { allArmed, type Watch } from '@homeostat/resource';
import { callFailed, daemonEnded } from './errors.ts';
import { HeardSignals, type Outcome, type Step } from './heard-signals.ts';
import { daemon, serviceName, transactionInterface } from './protocol.ts';

/** What a transaction is to do: a method of it. */
export interface Role {
  readonly member: string;
  readonly signature: string;
  readonly body: readonly unknown[];
}

export interface RunOptions {
  /** Aborted: it is cancelled as soon as that does no harm; how it ended is told nevertheless. */
  readonly signal: AbortSignal;
  /** Aborted: it is left to itself. */
  readonly killSignal: AbortSignal;
  readonly onStep?: (step: Step) => void;
}

/**
 * Has PackageKit do one thing, and resolves to what came of it.
 *
 * Rejects when that can't be known: PackageKit refused it, has ended in the midst of it, or it was left to itself.
 */
export async function runTransaction(bus: Bus, role: Role, options: RunOptions): Promise<Outcome> {
  try {
    options.signal.throwIfAborted();
    const [path] = await bus.call({ ...daemon, member: 'CreateTransaction', signal: options.killSignal });
    return await new Transaction(bus, String(path), options).run(role);
  } catch (error) {
    throw callFailed(role.member, error);
  }
}

class Transaction {
  readonly #bus: Bus;
  readonly #object: Pick<BusCall, 'destination' | 'path' | 'interface'>;
  readonly #options: RunOptions;
  readonly #heard = new HeardSignals();
  #isCancelled = false;
  #begun: Promise<unknown> = Promise.resolve();
  #end: { resolve(outcome: Outcome): void; reject(cause: unknown): void } = { resolve() {}, reject() {} };

  constructor(bus: Bus, path: string, options: RunOptions) {
    this.#bus = bus;
    this.#object = { destination: serviceName, path, interface: transactionInterface };
    this.#options = options;
  }

  async run({ member, signature, body }: Role): Promise<Outcome> {
    const { signal, killSignal } = this.#options;
    const ended = new Promise<Outcome>((resolve, reject) => {
      this.#end = { resolve, reject };
    });
    // It may end before anybody waits for it.
    ended.catch(() => {});
    // Signals may come before the answer to the call that caused them.
    const listening = await this.#listen();
    signal.addEventListener('abort', this.#cancel);
    killSignal.addEventListener('abort', this.#leave);
    try {
      await this.#call('SetHints', 'as', [hints]);
      signal.throwIfAborted();
      this.#begun = this.#call(member, signature, body);
      const [outcome] = await Promise.all([ended, this.#begun]);
      return outcome;
    } finally {
      signal.removeEventListener('abort', this.#cancel);
      killSignal.removeEventListener('abort', this.#leave);
      await listening.close();
    }
  }

  #listen(): Promise<Watch> {
    const { destination: sender, ...object } = this.#object;
    const own = ownSignals.map((member) => ({ sender, ...object, member }));
    const properties = { sender, ...object, interface: propertiesInterface, member: 'PropertiesChanged' };
    return allArmed([
      ...[...own, properties].map((match) =>
        this.#bus.subscribe(match, (it) => this.#hear(it.member, it.body)),
      ),
      // A daemon that dies says nothing more, and the one that is started next knows nothing of this transaction.
      this.#bus.onOwnerChange(serviceName, () => this.#end.reject(daemonEnded())),
    ]);
  }

  #hear(member: string, body: readonly unknown[]): void {
    const step = this.#heard.hear(member, body);
    if (step) this.#options.onStep?.(step);
    if (this.#heard.outcome) this.#end.resolve(this.#heard.outcome);
    // A call that is refused is answered only after this, and says more.
    else if (member === 'Destroy') this.#begun.then(() => this.#end.reject(daemonEnded())).catch(() => {});
    else if (this.#options.signal.aborted) this.#cancel();
  }

  /** Asks once, as soon as it may be: a later signal comes back here. */
  readonly #cancel = (): void => {
    if (this.#isCancelled || !this.#heard.mayCancel) return;
    this.#isCancelled = true;
    // It may have ended meanwhile.
    this.#bus.call({ ...this.#object, member: 'Cancel' }).catch(() => {});
  };

  readonly #leave = (): void => {
    this.#cancel();
    this.#end.reject(this.#options.killSignal.reason);
  };

  #call(member: string, signature: string, body: readonly unknown[]): Promise<readonly unknown[]> {
    return this.#bus.call({ ...this.#object, member, signature, body, signal: this.#options.killSignal });
  }
}

/** English, so that what is said can be told from the rest; one signal for many packages; asks nobody for a password. */
const hints = ['locale=C.UTF-8', 'interactive=false', 'background=false', 'supports-plural-signals=true'];

const ownSignals = ['Package', 'Packages', 'Files', 'ErrorCode', 'ItemProgress', 'Finished', 'Destroy'];

const propertiesInterface = 'org.freedesktop.DBus.Properties';
