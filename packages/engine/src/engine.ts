import type { Declarations, Plugin } from '@homeostat/resource';
import type { DependencyContainer } from 'tsyringe';
import type { Plan } from './compile/plan.ts';
import type { EngineListener, Summary } from './events.ts';

export interface EngineOptions {
  /** The kinds this engine knows. Order carries no meaning. */
  readonly plugins: readonly Plugin[];
  /**
   * Puts parts in or exchanges them: `container.register(WATCHER, { useValue: … })`. Called once, after the defaults
   * are registered (`AUTO_GROUPER`, `CLOCK`, `DECLARED`, `LOGGER`, `STATE_STORE`), in a container that belongs to this engine alone.
   */
  readonly configure?: (container: DependencyContainer) => void;
  /** Never apply anything, whatever a resource's own `noop` says. */
  readonly noop?: boolean;
  /** At most so many resources are checked and applied at once, across the whole graph; no batch of a unit is larger. */
  readonly sema?: number;
  /** `false`: look at everything once, without watching, polling or trying again; for a dry run. */
  readonly watch?: boolean;
}

/** Keeps one machine in the state that the newest graph declares. */
export interface Engine {
  /** Kinds by name, as the plugins brought them. */
  readonly kinds: readonly string[];

  /** Validates, adds automatic edges and groups, without touching anything. Throws Problems. */
  compile(declarations: Declarations): Promise<Plan>;

  /**
   * Makes this the running graph: the first call starts, each later one changes over by difference. Resources that
   * are declared as before keep running, whatever happens around them. Throws Problems and leaves the old graph
   * running when the new one has errors. Resolves to the plan once the new graph has taken over, not once it has converged.
   * What runs and is declared otherwise or no more comes to its end by itself; what takes its place waits for it, nothing else does.
   */
  changeOver(declarations: Declarations): Promise<Plan>;

  /** Calls back with each event from now on. Returns what ends that. */
  on(listener: EngineListener): () => void;

  /**
   * Resolves when the graph has been converged for so many seconds without a break; never, when it does not converge. It has not as
   * long as anything runs, of earlier graphs too.
   */
  converged(seconds: number): Promise<void>;

  /** Counts the resources of the running graph. */
  summary(): Summary;

  /**
   * Stops, in rungs; each call climbs one. First: nothing new begins, what runs ends by itself. Second: the running
   * hooks' `signal` is aborted. Third: their `killSignal` too. Resolves when nothing runs and every watch is closed or has had
   * its time to.
   */
  stop(): Promise<void>;
}
