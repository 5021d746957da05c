import type { Build } from '../build.ts';
import type { GraphFormat } from '../graph/graph-format.ts';
import { graphText } from '../graph/graph-text.ts';
import type { Output } from '../output/output.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { compileSite } from './compile-site.ts';

export interface GraphOptions extends PluginOptions {
  readonly format: GraphFormat;
}

export async function graph(
  file: string,
  options: GraphOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const { plan } = await compileSite(file, options, build);
  output.write(await graphText(plan, options.format));
  return 0;
}
