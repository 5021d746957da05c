import { createEngine } from '@homeostat/engine';
import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { count } from '../view/count.ts';
import { problemText } from '../view/problem-text.ts';
import { loadSite } from './load-site.ts';
import { verifyConfig } from './verify-config.ts';

export async function validate(
  file: string,
  options: PluginOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const { config, plugins } = await loadSite(file, options, build);
  const engine = createEngine({ plugins });
  await verifyConfig(config, engine);
  const plan = await engine.compile(config.declarations);
  for (const warning of [...config.warnings, ...plan.warnings])
    output.note(`warning: ${problemText(warning)}\n`);
  const { vertexCount, edgeCount } = plan.graph;
  output.write(
    `${file}: ${count(vertexCount, 'resource')}, ${count(edgeCount, 'edge')}, ${count(plan.units.length, 'unit')}\n`,
  );
  return 0;
}
