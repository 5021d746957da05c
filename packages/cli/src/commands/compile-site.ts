import type { ConfigFile } from '@homeostat/config';
import { createEngine, type Plan } from '@homeostat/engine';
import type { Build } from '../build.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { loadSite } from './load-site.ts';
import { verifyConfig } from './verify-config.ts';

/** What a file comes to, without running it. Throws all the problems there are. */
export async function compileSite(
  file: string,
  options: PluginOptions,
  build: Build,
): Promise<{ readonly config: ConfigFile; readonly plan: Plan }> {
  const { config, plugins } = await loadSite(file, options, build);
  const engine = createEngine({ plugins });
  await verifyConfig(config, engine);
  return { config, plan: await engine.compile(config.declarations) };
}
