import type { TransactionContext } from '../backend/package-backend.ts';
import type { Step } from './heard-signals.ts';
import { foundPackage } from './package-id.ts';
import { status } from './protocol.ts';

/** Tells how far a transaction has come, in words. */
export function tellStep({ status, percent, id }: Step, context: Pick<TransactionContext, 'progress'>): void {
  const step = words[status];
  if (step === undefined) return;
  const name = id === undefined ? undefined : foundPackage(0, id).name;
  // apt says 0 now and then in the midst of it.
  context.progress(name, { step, ...(percent > 0 && percent <= 100 && { percent }) });
}

const words: Readonly<Record<number, string>> = {
  [status.remove]: 'removing',
  [status.refreshCache]: 'fetching the lists',
  [status.download]: 'downloading',
  [status.install]: 'installing',
  [status.update]: 'updating',
  [status.waitingForLock]: 'waiting for the lock',
};
