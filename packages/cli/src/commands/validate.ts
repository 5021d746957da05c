import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { count } from '../view/count.ts';
import { problemText } from '../view/problem-text.ts';
import { compileSite } from './compile-site.ts';
import { unsafeConfig } from './unsafe-config.ts';

export async function validate(
  file: string,
  options: PluginOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const { config, plan } = await compileSite(file, options, build);
  const unsafe = await unsafeConfig(file);
  for (const warning of [...(unsafe ? [unsafe] : []), ...config.warnings, ...plan.warnings])
    output.note(`warning: ${problemText(warning)}\n`, 'warning');
  const { vertexCount, edgeCount } = plan.graph;
  output.write(
    `${file}: ${count(vertexCount, 'resource')}, ${count(edgeCount, 'edge')}, ${count(plan.units.length, 'unit')}\n`,
  );
  return 0;
}
