import { CLOCK, type Clock, type ResourceContext } from '@homeostat/resource';
import type { Command } from './command-line.ts';
import type { Ending, Outcome } from './outcome.ts';
import { ProcessGroup } from './process-group.ts';
import { type Child, type Surroundings, startCommand } from './start-command.ts';

/**
 * How long output is still read after the command has ended. What the command itself wrote is there by then; only a
 * background child that holds the pipe open makes us wait so long.
 *
 * @unit milliseconds
 */
const drainMs = 100;

/** How much of the output is kept for an error to quote from, in UTF-16 code units. */
const keptOutput = 4096;

export interface RunOptions extends Surroundings {
  /** Milliseconds; 0: none. */
  readonly timeoutMs: number;
  /** Given stdout and stderr in the order they come. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs a command in a process group of its own, so that it can be ended with everything it started, and so that a
 * Ctrl-C at the terminal reaches us alone.
 *
 * Resolves once the main process has ended. What it leaves running in the background is left alone, unless we had to
 * end the command: then nothing of the group is left. Rejects with a Problem when the command can't be started.
 */
export async function runCommand(
  command: Command,
  options: RunOptions,
  ctx: Pick<ResourceContext, 'signal' | 'killSignal' | 'services'>,
): Promise<Outcome> {
  if (ctx.signal.aborted || ctx.killSignal.aborted) return { ending: { by: 'stopped' }, output: '' };
  const clock = ctx.services.get(CLOCK);
  const child = await startCommand(command, options);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const output = collect(child, options.onOutput);
  const ending = await end(child, options.timeoutMs, clock, ctx);
  await drain(child, closed, clock);
  return { ending, output: output() };
}

/** Passes the output on as it comes; returns what tells the end of it. */
function collect(child: Child, onOutput: ((text: string) => void) | undefined): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    // Decodes over the borders of chunks.
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      kept = (kept + text).slice(-keptOutput);
      onOutput?.(text);
    });
  }
  return () => kept;
}

/** Waits for the end of the command, and brings it about when asked to. */
async function end(
  child: Child,
  timeoutMs: number,
  clock: Clock,
  { signal, killSignal }: Pick<ResourceContext, 'signal' | 'killSignal'>,
): Promise<Ending> {
  const group = new ProcessGroup(child.pid!, clock);
  let endedBy: 'timeout' | 'stopped' | undefined;
  const terminate = (by: 'timeout' | 'stopped') => {
    endedBy ??= by;
    group.terminate();
  };
  const onAbort = () => terminate('stopped');
  const onKill = () => {
    endedBy ??= 'stopped';
    group.kill();
  };
  const callOffTimeout = timeoutMs > 0 ? clock.schedule(timeoutMs, () => terminate('timeout')) : () => {};
  signal.addEventListener('abort', onAbort);
  killSignal.addEventListener('abort', onKill);
  const disarm = () => {
    callOffTimeout();
    signal.removeEventListener('abort', onAbort);
    killSignal.removeEventListener('abort', onKill);
  };
  // Between spawn and here there was a wait.
  if (signal.aborted) onAbort();
  if (killSignal.aborted) onKill();

  const ending = await new Promise<Ending>((resolve) => {
    child.once('exit', (status, killedBy) => {
      // At once, not after the await: what it leaves running must not be met by an abort that comes later.
      if (!endedBy) disarm();
      resolve(status === null ? { by: 'signal', signal: killedBy! } : { by: 'exit', status });
    });
  });
  if (!endedBy) return ending;
  await group.gone();
  disarm();
  return { by: endedBy };
}

async function drain(child: Child, closed: Promise<void>, clock: Clock): Promise<void> {
  const callOff = clock.schedule(drainMs, () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  await closed;
  callOff();
}
