import { createEngine } from '@homeostat/engine';
import { type Plugin, Problem, Problems, type SourcePosition } from '@homeostat/resource';
import { problemsOf } from '../commands/problems-of.ts';
import type { PluginRequest } from './plugin-request.ts';

/** The plugins of the build and those asked for. Throws Problems when one of them can't be taken. */
export async function loadPlugins(
  built: readonly Plugin[],
  requests: readonly PluginRequest[],
): Promise<readonly Plugin[]> {
  const plugins = [...built];
  const problems: Problem[] = [];
  for (const request of requests) {
    try {
      const { loadPlugin } = await import('./load-plugin.ts');
      const plugin = await loadPlugin(request);
      if (plugins.includes(plugin)) continue;
      // The engine knows what fits together. It is asked for one after another to tell which one does not.
      createEngine({ plugins: [...plugins, plugin] });
      plugins.push(plugin);
    } catch (error) {
      problems.push(...problemsOf(error).map((problem) => placed(problem, request.locate?.([]))));
    }
  }
  if (problems.length > 0) throw new Problems(problems);
  return plugins;
}

function placed({ code, message, hint, cause }: Problem, at: SourcePosition | undefined): Problem {
  return new Problem(code, message, { at, hint, cause });
}
