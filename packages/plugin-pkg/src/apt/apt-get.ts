import { CLOCK, pause } from '@homeostat/resource';
import type { TransactionContext } from '../backend/package-backend.ts';
import { managerKilled, stopped } from './errors.ts';
import { explain, type Failure } from './explain.ts';
import { runApart } from './run-apart.ts';
import { isScopeRefused, scopePrefix } from './scope.ts';
import { parseStatusLine } from './status-line.ts';

/** How long we wait before a lock that apt does not wait for itself is tried again. */
const lockPauseMs = 1000;

/** How much of what it wrote is kept to explain a failure, in UTF-16 code units. */
const keptOutput = 1024 * 1024;

export interface Run {
  readonly program: string;
  readonly args: readonly string[];
  /** As in "apt-get could not …". */
  readonly what: string;
  /** Whether it tells its progress on descriptor 3. */
  readonly tellsStatus?: boolean;
  /** Whether it must come to its end once it has begun, and is not to hear of a stop: dpkg would die between two packages. */
  readonly isEnduring?: boolean;
}

/** Runs apt-get, apt-mark or dpkg. Waits for locks, tells how far it is; resolves to why it failed, if it did. */
export async function run(
  command: Run,
  lockSeconds: number,
  context: TransactionContext,
): Promise<Failure | undefined> {
  const clock = context.services.get(CLOCK);
  const deadline = clock.now() + lockSeconds * 1000;
  for (;;) {
    const failure = await runOnce(command, lockSeconds, context);
    // The lists, the archives and dpkg itself have locks that nobody waits for.
    if (failure?.remedy !== 'wait' || clock.now() + lockPauseMs > deadline) return failure;
    await pauseForLock(command.what, lockPauseMs, context);
  }
}

export async function pauseForLock(what: string, ms: number, context: TransactionContext): Promise<void> {
  context.progress(undefined, { step: 'waiting for the lock' });
  await pause(context.services.get(CLOCK), ms, context.signal).catch(() => Promise.reject(stopped(what)));
}

/** The same, once: a lock that is held is a failure. */
export async function runOnce(
  command: Run,
  lockSeconds: number,
  context: TransactionContext,
  prefix = scopePrefix(),
): Promise<Failure | undefined> {
  const { program, args, what, tellsStatus, isEnduring } = command;
  if (context.signal.aborted) throw stopped(what);
  let output = '';
  const ended = await runApart(
    {
      argv: [...prefix, program, ...(tellsStatus ? ['-o', 'APT::Status-Fd=3'] : []), ...args],
      onLine(line) {
        output = `${output}${line}\n`.slice(-keptOutput);
        if (line.startsWith('Waiting for cache lock'))
          context.progress(undefined, { step: 'waiting for the lock' });
        context.output(`${line}\n`);
      },
      onStatus: (line) => tellProgress(line, context),
    },
    isEnduring ? { ...context, signal: context.killSignal } : context,
  );
  if (ended.exitCode === 0) return undefined;
  if (context.signal.aborted) throw stopped(what);
  // SIGPIPE: apt-mark still had something to say to a dpkg that had found the lock held.
  if (ended.signal !== null && ended.signal !== 'SIGPIPE') throw managerKilled(program, ended.signal);
  if (prefix.length > 0 && isScopeRefused(output)) return runOnce(command, lockSeconds, context, []);
  return explain(output, { what, lockSeconds });
}

function tellProgress(line: string, context: TransactionContext): void {
  const status = parseStatusLine(line);
  if (!status) return;
  const { name, progress } = status;
  // Apt counts the whole transaction: whoever has nothing of its own going on is that far, too.
  context.progress(undefined, name === undefined ? progress : { ...progress, step: 'installing' });
  if (name !== undefined) context.progress(name, progress);
}
