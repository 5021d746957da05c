import { createEngine, type Engine, type EngineOptions } from '@homeostat/engine';
import {
  formatProblem,
  LOGGER,
  type Logger,
  type Plugin,
  STATE_STORE,
  WATCHER,
  type Watcher,
} from '@homeostat/resource';
import type { LogLevel } from '../output/log-level.ts';
import { createLogger } from '../output/logger.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { openStateStore } from '../state/open-state-store.ts';
import { isInteractive } from '../view/open-view.ts';
import type { View } from '../view/view.ts';
import { registerBuses } from './register-buses.ts';

/** What `run` and `check` have in common. */
export interface ComposeOptions extends PluginOptions {
  readonly json?: boolean;
  readonly logLevel: LogLevel;
  /** The state directory; without it the usual one. */
  readonly state?: string;
}

/** Logs that go where the view wants them. */
export function loggerFor(view: View, { json = false, logLevel }: ComposeOptions): Logger {
  return createLogger(view.output, {
    level: logLevel,
    json,
    colors: isInteractive() && process.stderr.isTTY,
  });
}

/** An engine with the services of this command, and the view that follows it. */
export async function composeEngine(
  plugins: readonly Plugin[],
  view: View,
  log: Logger,
  options: ComposeOptions & Pick<EngineOptions, 'noop' | 'sema' | 'watch'> & { readonly watcher?: Watcher },
): Promise<Engine> {
  const store = await openStateStore(options.state, log, { readOnly: options.noop ?? false });
  const engine = createEngine({
    plugins,
    noop: options.noop ?? false,
    watch: options.watch ?? true,
    ...(options.sema !== undefined && { sema: options.sema }),
    configure(container) {
      container.register(LOGGER, { useValue: log });
      container.register(STATE_STORE, { useValue: store });
      registerBuses(container, (problem) => log.warn(formatProblem(problem)));
      if (options.watcher) container.register(WATCHER, { useValue: options.watcher });
    },
  });
  view.follow(engine);
  return engine;
}
