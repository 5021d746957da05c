import type { Transaction, TransactionContext } from '../backend/package-backend.ts';
import { fixBrokenArguments, installArguments, keepEdited } from './apt-arguments.ts';
import { type Run, run } from './apt-get.ts';
import { needed } from './errors.ts';
import type { Failure, Remedy } from './explain.ts';
import { refresh } from './refresh.ts';
import { refuseMisread } from './refuse-misread.ts';
import { simulate } from './simulate.ts';

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

/** Tries again after a remedy, once for each. */
async function runRepaired(
  transaction: Transaction,
  lockSeconds: number,
  context: TransactionContext,
): Promise<Done> {
  const tried = new Set<Remedy>();
  for (;;) {
    // The look ahead, too: a remedy changes what would be removed.
    const outcome = await lookAndRun(transaction, lockSeconds, context);
    if ('isPurged' in outcome) return outcome;
    const { problem, remedy } = outcome;
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
    const refused = allowRemoveDependents ? others.filter((name) => keep.includes(bare(name))) : others;
    if (refused.length > 0) throw needed(what, refused);
  }

  // Apt purges all that it removes in a run, or nothing.
  const isAllPurged = purge.length > 0 && remove.length === 0 && others.length === 0;
  const args = installArguments(transaction, { removeOthers, purge: isAllPurged, lockSeconds });
  const failure = await run({ program: 'apt-get', args, what, tellsStatus: true }, lockSeconds, context);
  return failure ?? { isPurged: purge.length === 0 || isAllPurged };
}

/** Without the architecture, which apt adds to the name of another one. */
function bare(name: string): string {
  return name.replace(/:.*/, '');
}

const remedies = {
  'complete-dpkg': 'what dpkg left is completed first: dpkg --configure -a',
  'fix-broken': 'what is missing is brought first: apt-get --fix-broken install',
  refresh: 'the lists may be old, and are fetched anew',
};

function repair(remedy: 'complete-dpkg' | 'fix-broken', transaction: Transaction, lockSeconds: number): Run {
  return remedy === 'complete-dpkg'
    ? { program: 'dpkg', args: [...keepEdited, '--configure', '--pending'], what: 'complete what dpkg left' }
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
