import type { TransactionContext } from '../backend/package-backend.ts';
import { updateArguments } from './apt-arguments.ts';
import { run } from './apt-get.ts';

/** Fetches all lists. Rejects when one can't be fetched, whereas apt-get alone would go on with the old one. */
export async function refresh(lockSeconds: number, context: TransactionContext): Promise<void> {
  const what = 'fetch the lists of packages';
  context.progress(undefined, { step: 'fetching lists' });
  const failure = await run({ program: 'apt-get', args: updateArguments(), what }, lockSeconds, context);
  if (failure) throw failure.problem;
}
