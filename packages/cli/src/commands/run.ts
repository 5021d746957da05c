import { resolve } from 'node:path';
import type { Engine } from '@homeostat/engine';
import { formatProblem, type Logger, type Watcher } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import type { Build } from '../build.ts';
import type { Output } from '../output/output.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { StateHold } from '../state/state-hold.ts';
import { reporting } from '../status/report.ts';
import type { View } from '../view/view.ts';
import { type ComposeOptions, composeEngine, loggerFor } from './compose-engine.ts';
import { ConfigFollower } from './config-follower.ts';
import { runExitCode } from './exit-code.ts';
import { giveBackMemory } from './give-back-memory.ts';
import { inView } from './in-view.ts';
import { isOnTerminal } from './is-on-terminal.ts';
import { loadSite } from './load-site.ts';
import { RunningSite } from './running-site.ts';
import { refuseUnsafeConfig } from './unsafe-config.ts';

export interface RunOptions extends ComposeOptions {
  /** Seconds; without it the run lasts until a signal. */
  readonly convergedTimeout?: number;
  readonly noop?: boolean;
  readonly sema?: number;
  /** Follow changes of the file. */
  readonly watch: boolean;
  /** Where the graph is written to, as dot. */
  readonly graphviz?: string;
}

/** Brings the machine into the declared state and keeps it there. */
export function run(file: string, options: RunOptions, build: Build, output: Output): Promise<number> {
  const tellConverged = options.convergedTimeout === undefined;
  return inView({ ...options, tellConverged }, output, async (view) => {
    const log = loggerFor(view, options);
    const watcher = createWatcher({ onWarning: (problem) => log.warn(formatProblem(problem)) });
    const follower = new ConfigFollower(watcher);
    const hold = options.noop ? undefined : new StateHold(stateDirectory(options.state), log);
    const ending = new AbortController();
    let reread = async () => {};
    // From the first moment, since it would end us.
    if (!isOnTerminal()) process.on('SIGHUP', () => void reread());
    try {
      const site = await begin(file, options, build, { view, log, watcher, hold });
      reread = async () => void (await site.reread(ending.signal));
      if (options.watch) await follower.start(site.files, (signal) => site.reread(signal));
      if (options.convergedTimeout === undefined) void site.engine.converged(0).then(giveBackMemory);
      const signal = await Promise.race([site.stopped, converged(site.engine, options.convergedTimeout)]);
      const summary = site.engine.summary();
      ending.abort();
      await follower.close();
      // At once; the engine would let go of each path by itself.
      await watcher.close();
      if (signal === undefined) await site.engine.stop();
      hold?.release();
      view.end(summary);
      return runExitCode(summary, site.declared, signal);
    } finally {
      await watcher.close();
    }
  });
}

/** A function of its own, so that nothing holds on to the config once its graph runs: it may be large. */
async function begin(
  file: string,
  options: RunOptions,
  build: Build,
  parts: {
    readonly view: View;
    readonly log: Logger;
    readonly watcher: Watcher;
    readonly hold: StateHold | undefined;
  },
): Promise<RunningSite> {
  const { view, log, watcher, hold } = parts;
  await refuseUnsafeConfig(file, view);
  const { config, plugins } = await loadSite(file, options, build);
  const engine = await composeEngine(plugins, view, log, { ...options, watch: true, watcher });
  await hold?.take(reporting(resolve(file), engine));
  const site = new RunningSite(file, config, engine, view, options.graphviz);
  await site.changeOver(config);
  return site;
}

function converged(engine: Engine, seconds: number | undefined): Promise<undefined> {
  if (seconds === undefined) return new Promise(() => {});
  return engine.converged(seconds).then(() => undefined);
}
