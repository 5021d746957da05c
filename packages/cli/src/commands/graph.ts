import { createEngine } from '@homeostat/engine';
import type { Build } from '../build.ts';
import type { GraphFormat } from '../graph/graph-format.ts';
import { graphText } from '../graph/graph-text.ts';
import type { Output } from '../output/output.ts';
import { loadConfig } from './load-config.ts';

export interface GraphOptions {
  readonly format: GraphFormat;
}

export async function graph(
  file: string,
  { format }: GraphOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const engine = createEngine({ plugins: await build.plugins() });
  const { declarations } = await loadConfig(file, engine);
  output.write(await graphText(await engine.compile(declarations), format));
  return 0;
}
