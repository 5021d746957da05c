import type { Engine, Summary } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';
import type { Output } from '../output/output.ts';

/** The side of an engine that a view looks at. */
export type Observed = Pick<Engine, 'on' | 'summary'>;

/** Shows a run while it goes on, and what came of it. */
export interface View {
  /** Where everything else that is to be seen meanwhile goes, such as logs. */
  readonly output: Output;
  /** What is wrong with the config. */
  problems(problems: readonly Problem[]): void;
  warnings(warnings: readonly Problem[]): void;
  /** Called once, before the engine is given a graph. */
  follow(engine: Observed): void;
  /** Called last. */
  end(summary: Summary): void;
}
