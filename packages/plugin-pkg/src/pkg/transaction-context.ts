import { LOGGER, type Member } from '@homeostat/resource';
import { bareName } from '../backend/bare-name.ts';
import type { TransactionContext } from '../backend/package-backend.ts';
import type { PkgParams } from './params.ts';

/**
 * What the package manager is given to tell how far it is. Each member hears of what is about all, until there is word of its own
 * package.
 */
export function transactionContext(
  members: readonly Member<PkgParams>[],
  signal: AbortSignal,
  output: (text: string) => void,
): TransactionContext {
  const { killSignal, services } = members[0]!.ctx;
  const named = new Set<string>();
  return {
    signal,
    killSignal,
    services,
    log: services.get(LOGGER),
    output,
    progress(name, progress) {
      if (name !== undefined) named.add(bareName(name));
      for (const { params, ctx } of members) {
        const own = bareName(params.name);
        if (name === undefined ? !named.has(own) : bareName(name) === own) ctx.progress(progress);
      }
    },
  };
}
