import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { type PluginOptions, requestsOfOptions } from '../plugins/plugin-request.ts';
import { configSchema } from '../schema/config-schema.ts';

export async function schema(options: PluginOptions, build: Build, output: Output): Promise<number> {
  const plugins = await loadPlugins(await build.plugins(), requestsOfOptions(options));
  const resources = plugins.flatMap((plugin) => plugin.resources);
  output.write(`${JSON.stringify(configSchema(resources), undefined, 2)}\n`);
  return 0;
}
