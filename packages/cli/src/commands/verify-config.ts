import type { ConfigFile } from '@homeostat/config';
import type { Engine } from '@homeostat/engine';
import { Problems } from '@homeostat/resource';
import { distinct, problemsOf } from './problems-of.ts';

/** If the file has problems, throws all that can be found in one go: also what the engine says of the rest. */
export async function verifyConfig(config: ConfigFile, engine: Pick<Engine, 'compile'>): Promise<void> {
  if (config.problems.length === 0) return;
  const more = await engine.compile(config.declarations).then(() => [], problemsOf);
  throw new Problems(distinct([...config.problems, ...more]));
}
