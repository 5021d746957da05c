import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import { type ComposeOptions, composeEngine, loggerFor } from './compose-engine.ts';
import { checkExitCode } from './exit-code.ts';
import { inView } from './in-view.ts';
import { loadSite } from './load-site.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { unsafeConfig } from './unsafe-config.ts';
import { verifyConfig } from './verify-config.ts';

/** Looks at everything once and tells what differs. Touches nothing. */
export function check(file: string, options: ComposeOptions, build: Build, output: Output): Promise<number> {
  return inView({ ...options, tellConverged: false }, output, async (view) => {
    const { config, plugins } = await loadSite(file, options, build);
    const engine = await composeEngine(plugins, view, loggerFor(view, options), {
      ...options,
      noop: true,
      watch: false,
    });
    await verifyConfig(config, engine);
    const unsafe = await unsafeConfig(file);
    view.warnings([...(unsafe ? [unsafe] : []), ...config.warnings]);

    const stopped = stopOnSignals(engine, view.output);
    await engine.changeOver(config.declarations);
    const signal = await Promise.race([stopped, engine.converged(0).then(() => undefined)]);
    const summary = engine.summary();
    if (signal === undefined) await engine.stop();
    view.end(summary);
    return checkExitCode(summary, signal);
  });
}
