import { formatRef } from '@homeostat/resource';
import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import { type ComposeOptions, composeEngine, loggerFor } from './compose-engine.ts';
import { checkExitCode } from './exit-code.ts';
import { inView } from './in-view.ts';
import { loadConfig } from './load-config.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** Looks at everything once and tells what differs. Touches nothing. */
export function check(file: string, options: ComposeOptions, build: Build, output: Output): Promise<number> {
  return inView({ ...options, tellConverged: false }, output, async (view) => {
    const engine = await composeEngine(build, view, loggerFor(view, options), {
      ...options,
      noop: true,
      watch: false,
    });
    const { declarations, warnings } = await loadConfig(file, engine);
    view.warnings(warnings);

    const stopped = stopOnSignals(engine, view.output);
    await engine.changeOver(declarations);
    const signal = await Promise.race([stopped, engine.converged(0).then(() => undefined)]);
    const summary = engine.summary();
    if (signal === undefined) await engine.stop();
    view.end(summary, new Set(declarations.resources.map(formatRef)));
    return checkExitCode(summary, signal);
  });
}
