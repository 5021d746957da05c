import { LOGGER, type Member } from '@homeostat/resource';
import type { TransactionContext } from '../backend/package-backend.ts';
import type { PkgParams } from './params.ts';

/** What the package manager is given to tell how far it is: each member hears of its own package, and of what is about all. */
export function transactionContext(
  members: readonly Member<PkgParams>[],
  signal: AbortSignal,
  output: (text: string) => void,
): TransactionContext {
  const { killSignal, services } = members[0]!.ctx;
  return {
    signal,
    killSignal,
    services,
    log: services.get(LOGGER),
    output,
    progress(name, progress) {
      for (const { params, ctx } of members) {
        if (name === undefined || bare(name) === bare(params.name)) ctx.progress(progress);
      }
    },
  };
}

/** Without the architecture, which a manager may add or leave out. */
function bare(name: string): string {
  return name.replace(/:.*/, '');
}
