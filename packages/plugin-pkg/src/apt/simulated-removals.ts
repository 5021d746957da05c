import type { Transaction } from '../backend/package-backend.ts';
import { installArguments } from './apt-arguments.ts';
import { ask } from './ask.ts';

/** What apt would remove in this transaction. Nothing when it would refuse it: then the transaction itself tells why. */
export async function simulatedRemovals(
  transaction: Transaction,
  lockSeconds: number,
  signal: AbortSignal,
): Promise<string[]> {
  const args = installArguments(transaction, { removeOthers: true, purge: false, lockSeconds });
  const answer = await ask('apt-get', ['--simulate', ...args], signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return '';
  });
  return [...answer.matchAll(/^Remv (\S+)/gm)].map(([, name]) => name!);
}
