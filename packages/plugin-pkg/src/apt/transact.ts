import { CLOCK } from '@homeostat/resource';
import { bareName } from '../backend/bare-name.ts';
import type { Transaction, TransactionContext } from '../backend/package-backend.ts';
import { fixBrokenArguments, installArguments, keepEdited } from './apt-arguments.ts';
import { pauseForLock, type Run, run, runOnce } from './apt-get.ts';
import { needed, stopped } from './errors.ts';
import type { Failure, Remedy } from './explain.ts';
import { refresh } from './refresh.ts';
import { refuseMisread } from './refuse-misread.ts';
import { simulate } from './simulate.ts';

/**
 * How long we wait for a lock before the look ahead is taken anew.
 *
 * Too small: reading all lists again and again keeps a core busy while another one is at work. Too large: we begin that much
 * later.
 *
 * @unit milliseconds
 */
const lookPauseMs = 2000;

/** Makes the changes, in one run of apt-get if that can be. */
export async function transact(
  transaction: Transaction,
  lockSeconds: number,
  context: TransactionContext,
): Promise<void> {
  await refuseMisread(transaction, context.signal);
  const { isPurged } = await runRepaired(transaction, lockSeconds, context);
  if (!isPurged) await runRepaired({ ...transaction, install: [], remove: [] }, lockSeconds, context);
}

interface Done {
  /** Whether what was to be purged is, and not only removed. */
  readonly isPurged: boolean;
}

/** Tries again after a remedy, once for each; while a lock is held, until the patience is at its end. */
async function runRepaired(
  transaction: Transaction,
  lockSeconds: number,
  context: TransactionContext,
): Promise<Done> {
  const clock = context.services.get(CLOCK);
  const deadline = clock.now() + lockSeconds * 1000;
  const tried = new Set<Remedy>();
  for (;;) {
    if (context.signal.aborted) throw stopped(describe(transaction));
    // The look ahead, too: a remedy, or whoever had the lock, changes what would be removed.
    const outcome = await lookAndRun(transaction, lockSeconds, context);
    if ('isPurged' in outcome) return outcome;
    const { problem, remedy } = outcome;
    if (remedy === 'wait' && clock.now() + lookPauseMs <= deadline) {
      await pauseForLock(describe(transaction), lookPauseMs, context);
      continue;
    }
    if (remedy === undefined || remedy === 'wait' || tried.has(remedy)) throw problem;
    tried.add(remedy);
    context.log.warn(`${problem.message}; ${remedies[remedy]}`);
    if (remedy === 'refresh') await refresh(lockSeconds, context);
    // Whether it helped, the next attempt shows.
    else await run(repair(remedy, transaction, lockSeconds), lockSeconds, context);
  }
}

/** Rejects when others would be removed than may be. */
async function lookAndRun(
  transaction: Transaction,
  lockSeconds: number,
  context: TransactionContext,
): Promise<Done | Failure> {
  const { remove, purge, allowRemoveDependents, keep } = transaction;
  const what = describe(transaction);
  const asked = new Set([...remove, ...purge]);
  let others: readonly string[] = [];
  // Where none is asked for or allowed, apt itself is told to remove nothing, and the look ahead is saved.
  const removeOthers = asked.size > 0 || allowRemoveDependents;
  if (removeOthers) {
    const simulation = await simulate(transaction, { what, lockSeconds }, context.signal);
    if ('failure' in simulation) return simulation.failure;
    others = simulation.removals.filter((name) => !asked.has(name));
    const refused = allowRemoveDependents ? others.filter((name) => keep.includes(bareName(name))) : others;
    if (refused.length > 0) throw needed(what, refused);
  }

  // Apt purges all that it removes in a run, or nothing.
  const isAllPurged = purge.length > 0 && remove.length === 0 && others.length === 0;
  // What was looked ahead at holds as long as nobody else is at work, so a lock is not waited for before another look.
  const timeout = removeOthers ? 0 : lockSeconds;
  const args = installArguments(transaction, { removeOthers, purge: isAllPurged, lockSeconds: timeout });
  const command = { program: 'apt-get', args, what, tellsStatus: true };
  const failure = await (removeOthers ? runOnce : run)(command, lockSeconds, context);
  return failure ?? { isPurged: purge.length === 0 || isAllPurged };
}

const remedies = {
  'complete-dpkg': 'what dpkg left is completed first: dpkg --configure -a',
  'fix-broken': 'what is missing is brought first: apt-get --fix-broken install',
  refresh: 'the lists may be old, and are fetched anew',
};

function repair(remedy: 'complete-dpkg' | 'fix-broken', transaction: Transaction, lockSeconds: number): Run {
  return remedy === 'complete-dpkg'
    ? {
        program: 'dpkg',
        args: [...keepEdited, '--configure', '--pending'],
        what: 'complete what dpkg left',
        isEnduring: true,
      }
    : {
        program: 'apt-get',
        args: fixBrokenArguments(transaction, lockSeconds),
        what: 'bring what is missing',
        tellsStatus: true,
      };
}

/** As in "could not …": `install sl and lab-tool, remove cowsay`. */
function describe({ install, remove, purge }: Transaction): string {
  const parts = [
    ['install', install.map(({ name, version }) => (version === undefined ? name : `${name} ${version}`))],
    ['remove', remove],
    ['purge', purge],
  ] as const;
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([verb, names]) => `${verb} ${names.join(', ')}`)
    .join(' and ');
}
