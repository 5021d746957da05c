import type { Clock } from '@homeostat/resource';

/**
 * How long a command that is to end may take to clean up after SIGTERM, before SIGKILL.
 *
 * Too small: a package manager is killed with its database half written.
 * Too large: the user who asked to stop waits that much longer for a command that ignores SIGTERM.
 *
 * @unit milliseconds
 */
export const graceMs = 5000;

/**
 * How often we look whether the members that outlived the main process are gone. They are not our children, so
 * nothing tells us. One that has ended counts until init has reaped it: under an init that never does, as in some
 * containers, a stop takes the whole grace.
 *
 * @unit milliseconds
 */
const lookMs = 20;

/**
 * The process group that a command leads, with everything it started that did not leave by setsid.
 *
 * Signals go to the group and never to a process. The kernel gives no number to a new process while a group with
 * members has it for its id, so what is sent while there are members can't reach a stranger, also when the leader has
 * been reaped. To a group that is empty nothing is sent later than one `lookMs` after it became so, and the kernel
 * takes far longer to come round to a number again.
 */
export class ProcessGroup {
  readonly #id: number;
  readonly #clock: Clock;
  #callOffKill: (() => void) | undefined;
  #killed = false;

  constructor(id: number, clock: Clock) {
    this.#id = id;
    this.#clock = clock;
  }

  /** SIGTERM, and SIGKILL to what is left after the grace. */
  terminate(): void {
    if (this.#callOffKill || this.#killed) return;
    this.#send('SIGTERM');
    this.#callOffKill = this.#clock.schedule(graceMs, () => this.kill());
  }

  kill(): void {
    this.#killed = true;
    this.#send('SIGKILL');
  }

  /** Resolves once every member has ended, or was sent SIGKILL. To be called when the main process has ended. */
  async gone(): Promise<void> {
    while (!this.#killed && this.#send(0)) {
      await new Promise<void>((resolve) => this.#clock.schedule(lookMs, resolve));
    }
    this.#callOffKill?.();
  }

  /** Whether there was anybody to send it to. */
  #send(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-this.#id, signal);
    } catch (error) {
      // EPERM: there are members, and all of them have become another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }
}
