import { resolve } from 'node:path';
import { type ConfigFile, type PluginReference, type ReadConfig, readConfig } from '@homeostat/config';
import type { Engine, Plan } from '@homeostat/engine';
import { replaceFile } from '@homeostat/plugin-file';
import { Problem, Problems } from '@homeostat/resource';
import { bugText } from '../bug.ts';
import { graphText } from '../graph/graph-text.ts';
import { verifySamePlugins } from '../plugins/verify-same-plugins.ts';
import type { View } from '../view/view.ts';
import { isOnTerminal } from './is-on-terminal.ts';
import { problemsOf } from './problems-of.ts';
import { type StopSignal, stopOnSignals, stopSignals } from './stop-on-signals.ts';
import { refuseUnsafeConfig } from './unsafe-config.ts';
import { verifyConfig } from './verify-config.ts';

/** What a file declares, kept by an engine. */
export class RunningSite {
  readonly engine: Engine;
  readonly stopped: Promise<StopSignal>;
  /** How many resources there should be. */
  declared = 0;
  /** What was read last, also when it had errors. */
  files: ReadConfig['files'];
  #rereading: Promise<unknown> = Promise.resolve();
  readonly #file: string;
  readonly #plugins: readonly PluginReference[];
  readonly #view: View;
  readonly #graphviz: string | undefined;

  constructor(
    file: string,
    { plugins, files }: Pick<ReadConfig, 'plugins' | 'files'>,
    engine: Engine,
    view: View,
    graphviz: string | undefined,
  ) {
    this.engine = engine;
    // Whoever looks after a service that hangs up on it wants its file read anew.
    this.stopped = stopOnSignals(engine, view.output, isOnTerminal() ? stopSignals : ['SIGINT', 'SIGTERM']);
    this.#file = file;
    this.#plugins = plugins;
    this.files = files;
    this.#view = view;
    this.#graphviz = graphviz;
  }

  async changeOver(config: ConfigFile): Promise<void> {
    const { declarations, plugins, warnings } = config;
    await verifyConfig(config, this.engine);
    verifySamePlugins(this.#plugins, plugins);
    this.#view.warnings(warnings);
    const plan = await this.engine.changeOver(declarations);
    this.declared = declarations.resources.length;
    if (this.#graphviz === undefined) return;
    await writeGraph(this.#graphviz, plan).catch((error) => this.#view.warnings(problemsOf(error)));
  }

  /**
   * Something that was read has changed, or is to be read anew. An error, and a bug too, leaves what runs running. Returns what was
   * read.
   */
  reread(signal: AbortSignal): Promise<ReadConfig['files']> {
    const rereading = this.#rereading.then(() => this.#reread(signal));
    this.#rereading = rereading;
    return rereading;
  }

  async #reread(signal: AbortSignal): Promise<ReadConfig['files']> {
    if (signal.aborted) return this.files;
    try {
      const config = await readConfig(this.#file, signal);
      if (signal.aborted) return this.files;
      this.files = config.files;
      await refuseUnsafeConfig(this.#file, this.#view);
      await this.changeOver(config);
    } catch (error) {
      if (error instanceof Problem || error instanceof Problems) this.#view.problems(problemsOf(error));
      else this.#view.output.note(bugText(error), 'error');
    }
    return this.files;
  }
}

async function writeGraph(path: string, plan: Plan): Promise<void> {
  await replaceFile(resolve(path), await graphText(plan, 'dot'), { mode: 0o600 });
}
