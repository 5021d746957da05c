import { createEngine } from '@homeostat/engine';
import type { Build } from '../build.ts';
import type { GraphFormat } from '../graph/graph-format.ts';
import { graphText } from '../graph/graph-text.ts';
import type { Output } from '../output/output.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { loadSite } from './load-site.ts';
import { verifyConfig } from './verify-config.ts';

export interface GraphOptions extends PluginOptions {
  readonly format: GraphFormat;
}

export async function graph(
  file: string,
  options: GraphOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const { config, plugins } = await loadSite(file, options, build);
  const engine = createEngine({ plugins });
  await verifyConfig(config, engine);
  output.write(await graphText(await engine.compile(config.declarations), options.format));
  return 0;
}
