import type { Bus } from '@homeostat/bus';
import { CLOCK, pause } from '@homeostat/resource';
import type { TransactionContext } from '../backend/package-backend.ts';
import { lockHeld, repairFailed, stopped, transactionFailed } from './errors.ts';
import { isInterrupted, isLocked } from './failure-kinds.ts';
import type { Outcome } from './heard-signals.ts';
import { flag, info } from './protocol.ts';
import { type Role, runTransaction } from './run-transaction.ts';
import { tellStep } from './tell-step.ts';

/**
 * Runs a transaction that changes something, and does what helps against what often comes in between: waits for the lock of the
 * package manager, has completed what was interrupted.
 *
 * @param what as in "Can't install sl"
 * @param lookAhead done anew before it is tried again: whoever had the lock may have changed what would go. Rejects to give up
 */
export async function runPatiently(
  bus: Bus,
  what: string,
  role: Role,
  context: TransactionContext,
  lookAhead: () => Promise<void> = async () => {},
): Promise<Outcome> {
  const clock = context.services.get(CLOCK);
  const began = clock.now();
  let pauseMs = 1000;
  let isRepaired = false;
  for (;;) {
    const outcome = await run(bus, what, role, context);
    const { failure } = outcome;
    if (!failure) return outcome;
    context.output(`${failure.text}\n`);
    if (isInterrupted(failure)) {
      if (isRepaired) throw repairFailed(failure.text);
      await repair(bus, context);
      isRepaired = true;
    } else if (isLocked(failure)) {
      const waitedMs = clock.now() - began;
      if (waitedMs > patienceMs) throw lockHeld(failure.text, waitedMs / 1000);
      context.progress(undefined, { step: 'waiting for the lock' });
      await pause(clock, pauseMs, context.signal).catch(() => Promise.reject(stopped(what)));
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    } else {
      throw transactionFailed(what, failure);
    }
    await lookAhead();
  }
}

export async function refresh(bus: Bus, context: TransactionContext): Promise<void> {
  const role = { member: 'RefreshCache', signature: 'b', body: [false] };
  await runPatiently(bus, 'fetch what the repositories offer', role, context);
}

/** Has completed what a transaction that was killed has left half done. */
async function repair(bus: Bus, context: TransactionContext): Promise<void> {
  const what = 'complete what was interrupted';
  const role = (flags: bigint) => ({ member: 'RepairSystem', signature: 't', body: [flags] });
  const trial = await run(bus, what, role(flag.onlyTrusted | flag.simulate), context);
  if (trial.failure) throw repairFailed(trial.failure.text);
  const goes: readonly number[] = [info.removing, info.obsoleting];
  const removed = trial.packages.filter((it) => goes.includes(it.info)).map(({ name }) => name);
  if (removed.length > 0) throw repairFailed(`It would remove ${removed.join(', ')}`);
  context.log.warn('The package manager was interrupted; PackageKit is asked to complete what it left');
  const { failure } = await run(bus, what, role(flag.onlyTrusted), context);
  if (failure) throw repairFailed(failure.text);
}

async function run(bus: Bus, what: string, role: Role, context: TransactionContext): Promise<Outcome> {
  const { signal, killSignal } = context;
  try {
    return await runTransaction(bus, role, {
      signal,
      killSignal,
      onStep: (step) => tellStep(step, context),
    });
  } catch (error) {
    throw error === signal.reason ? stopped(what) : error;
  }
}

/**
 * How long the lock of the package manager is waited for, on top of what its back end waits by itself.
 *
 * Too small: an unattended upgrade, which takes minutes, makes every run fail. Too large: one that hangs is told late.
 *
 * @unit milliseconds
 */
const patienceMs = 10 * 60_000;

const longestPauseMs = 30_000;
