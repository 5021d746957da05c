import { type ConfigFile, readConfig } from '@homeostat/config';
import type { Engine } from '@homeostat/engine';
import { Problems } from '@homeostat/resource';
import { distinct, problemsOf } from './problems-of.ts';

/** Reads the file. If it has problems, throws all that can be found in one go: also what the engine says of the rest. */
export async function loadConfig(file: string, engine: Pick<Engine, 'compile'>): Promise<ConfigFile> {
  const config = await readConfig(file);
  if (config.problems.length === 0) return config;
  const more = await engine.compile(config.declarations).then(() => [], problemsOf);
  throw new Problems(distinct([...config.problems, ...more]));
}
