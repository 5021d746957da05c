import type { ConfigFile } from '@homeostat/config';
import { createEngine, type Plan } from '@homeostat/engine';
import type { Build } from '../build.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { keptAlive } from './kept-alive.ts';
import { loadSite } from './load-site.ts';
import { registerBuses } from './register-buses.ts';
import { verifyConfig } from './verify-config.ts';

/** What a file comes to, without running it. Throws all the problems there are. */
export async function compileSite(
  file: string,
  options: PluginOptions,
  build: Build,
): Promise<{ readonly config: ConfigFile; readonly plan: Plan }> {
  const { config, plugins } = await loadSite(file, options, build);
  // Kinds may look for their automatic edges by a bus; what is wrong with it they tell themselves.
  const engine = createEngine({ plugins, configure: (container) => registerBuses(container, () => {}) });
  await verifyConfig(config, engine);
  const plan = await keptAlive(() => engine.compile(config.declarations));
  return { config, plan };
}
