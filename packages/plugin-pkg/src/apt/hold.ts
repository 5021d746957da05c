import type { TransactionContext } from '../backend/package-backend.ts';
import { run } from './apt-get.ts';

export async function hold(
  names: readonly string[],
  held: boolean,
  lockSeconds: number,
  context: TransactionContext,
): Promise<void> {
  const args = [held ? 'hold' : 'unhold', '--', ...names];
  const what = `${args[0]} ${names.join(', ')}`;
  const failure = await run({ program: 'apt-mark', args, what }, lockSeconds, context);
  if (failure) throw failure.problem;
}
