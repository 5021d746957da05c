import { CLOCK, pause, type ResourceContext } from '@homeostat/resource';
import { databaseLocked } from '../errors.ts';
import type { Machine, Outcome } from './machine.ts';

/**
 * How long somebody else's lock is waited for. A tool waits 15 s by itself, where the lock is /etc/.pwd.lock, and not at all for the
 * lock files that other tools leave beside the databases.
 *
 * Too small: an upgrade that makes accounts fails ours. Too large: a lock that nobody gives back is told that much later.
 *
 * @unit milliseconds
 */
const longestWaitMs = 60_000;

/** @unit milliseconds */
const betweenTriesMs = 500;

export interface ToolCall {
  readonly tool: string;
  readonly args: readonly string[];
  /** For stdin, since everybody sees the words of a command. */
  readonly input?: string;
}

/** Makes a change by one of the system's tools, and waits where another holds the lock. Resolves to how the tool ended otherwise. */
export async function changeAccount(
  machine: Machine,
  { tool, args, input }: ToolCall,
  ctx: Pick<ResourceContext, 'services' | 'signal' | 'killSignal' | 'progress' | 'output'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const clock = ctx.services.get(CLOCK);
  const begun = clock.now();
  for (;;) {
    signal.throwIfAborted();
    ctx.signal.throwIfAborted();
    const outcome = await machine.run(tool, args, ctx.killSignal, input);
    const locked = lockedIn(outcome);
    if (locked === undefined) {
      ctx.output(outcome.stderr);
      return outcome;
    }
    if (clock.now() - begun >= longestWaitMs) throw databaseLocked(locked, outcome.stderr);
    ctx.progress({ step: `waiting for the lock of ${locked}` });
    await pause(clock, betweenTriesMs, AbortSignal.any([signal, ctx.signal]));
  }
}

/** The database that another holds the lock of. Who may not lock it at all is told so in the same words, after others. */
function lockedIn({ stderr }: Outcome): string | undefined {
  return /permission denied/i.test(stderr) ? undefined : /cannot lock (\S+);/.exec(stderr)?.[1];
}
