import { createEngine } from '@homeostat/engine';
import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import { count } from '../view/count.ts';
import { problemText } from '../view/problem-text.ts';
import { loadConfig } from './load-config.ts';

export async function validate(file: string, build: Build, output: Output): Promise<number> {
  const engine = createEngine({ plugins: await build.plugins() });
  const { declarations, warnings } = await loadConfig(file, engine);
  const plan = await engine.compile(declarations);
  for (const warning of [...warnings, ...plan.warnings]) output.note(`warning: ${problemText(warning)}\n`);
  const { vertexCount, edgeCount } = plan.graph;
  output.write(
    `${file}: ${count(vertexCount, 'resource')}, ${count(edgeCount, 'edge')}, ${count(plan.units.length, 'unit')}\n`,
  );
  return 0;
}
