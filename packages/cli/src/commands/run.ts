import { resolve } from 'node:path';
import { type ConfigFile, readConfig } from '@homeostat/config';
import type { Engine } from '@homeostat/engine';
import { replaceFile } from '@homeostat/plugin-file';
import { type Declarations, formatProblem, formatRef, Problem, Problems } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { bugText } from '../bug.ts';
import type { Build } from '../build.ts';
import { graphText } from '../graph/graph-text.ts';
import type { Output } from '../output/output.ts';
import { verifySamePlugins } from '../plugins/verify-same-plugins.ts';
import type { View } from '../view/view.ts';
import { type ComposeOptions, composeEngine, loggerFor } from './compose-engine.ts';
import { ConfigFollower } from './config-follower.ts';
import { runExitCode } from './exit-code.ts';
import { inView } from './in-view.ts';
import { loadSite, type Site } from './load-site.ts';
import { problemsOf } from './problems-of.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { verifyConfig } from './verify-config.ts';

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
    const follower = new ConfigFollower(file, watcher);
    try {
      await follower.remember();
      const site = await loadSite(file, options, build);
      const engine = await composeEngine(site.plugins, view, log, { ...options, watch: true, watcher });
      return await keep(site, options, engine, view, follower);
    } finally {
      await watcher.close();
    }
  });
}

async function keep(
  site: Site,
  options: RunOptions,
  engine: Engine,
  view: View,
  follower: ConfigFollower,
): Promise<number> {
  const stopped = stopOnSignals(engine, view.output);
  let declared: ReadonlySet<string> = new Set();

  const changeOver = async (config: ConfigFile) => {
    const { declarations, plugins, warnings } = config;
    await verifyConfig(config, engine);
    verifySamePlugins(site.config.plugins, plugins);
    view.warnings(warnings);
    await engine.changeOver(declarations);
    declared = new Set(declarations.resources.map(formatRef));
    if (options.graphviz === undefined) return;
    await writeGraph(options.graphviz, declarations, engine).catch((error) =>
      view.warnings(problemsOf(error)),
    );
  };
  const changed = async () =>
    // The graph before keeps running.
    changeOver(await readConfig(site.file)).catch((error) => tellError(error, view));

  await changeOver(site.config);
  if (options.watch) await follower.start(changed);
  const signal = await Promise.race([stopped, converged(engine, options.convergedTimeout)]);
  const summary = engine.summary();
  await follower.close();
  if (signal === undefined) await engine.stop();
  view.end(summary, declared);
  return runExitCode(summary, declared.size, signal);
}

/** A bug, too, leaves what runs running. */
function tellError(error: unknown, view: View): void {
  if (error instanceof Problem || error instanceof Problems) view.problems(problemsOf(error));
  else view.output.note(bugText(error));
}

function converged(engine: Engine, seconds: number | undefined): Promise<undefined> {
  if (seconds === undefined) return new Promise(() => {});
  return engine.converged(seconds).then(() => undefined);
}

async function writeGraph(path: string, declarations: Declarations, engine: Engine): Promise<void> {
  const dot = await graphText(await engine.compile(declarations), 'dot');
  await replaceFile(resolve(path), dot, { mode: 0o600 });
}
