import type { Transaction } from '../backend/package-backend.ts';
import { installArguments } from './apt-arguments.ts';
import { hear } from './ask.ts';
import { type Attempt, explain, type Failure } from './explain.ts';

export type Simulation = { readonly removals: readonly string[] } | { readonly failure: Failure };

/** What apt would remove in this transaction, or why it would refuse it. */
export async function simulate(
  transaction: Transaction,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Simulation> {
  const { lockSeconds } = attempt;
  const args = installArguments(transaction, { removeOthers: true, purge: false, lockSeconds });
  const { stdout, stderr, error } = await hear('apt-get', ['--simulate', ...args], signal);
  if (error) return { failure: explain(`${stdout}${stderr}`, attempt) };
  return { removals: [...stdout.matchAll(/^Remv (\S+)/gm)].map(([, name]) => name!) };
}
