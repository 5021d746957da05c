import type { EngineEvent, Summary } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';
import type { Output } from '../output/output.ts';
import type { Colors } from './colors.ts';
import { eventText } from './event-text.ts';
import { Failures } from './failures.ts';
import { problemText } from './problem-text.ts';
import { severityOf } from './severity-of.ts';
import { summaryText } from './summary-text.ts';
import type { Observed, View } from './view.ts';

/** A line for each event. */
export class LineView implements View {
  readonly output: Output;
  readonly #colors: Colors;
  readonly #failures = new Failures();
  readonly #tellConverged: boolean;
  #toldConverged = false;

  constructor(output: Output, colors: Colors, tellConverged: boolean) {
    this.output = output;
    this.#colors = colors;
    this.#tellConverged = tellConverged;
  }

  follow(engine: Observed): void {
    engine.on((event) => this.#show(event));
  }

  #show(event: EngineEvent): void {
    this.#failures.see(event);
    const text = eventText(event, this.#colors);
    if (text === undefined) return;
    // Each needless notice converges anew: that is told only when something else was.
    if (event.type === 'converged' && (this.#toldConverged || !this.#tellConverged)) return;
    this.#toldConverged = event.type === 'converged';

    if (event.type === 'warning') this.output.note(`${text}\n`, severityOf(event));
    else this.output.write(`${text}\n`, severityOf(event));
    if (event.type === 'graph') this.warnings(event.warnings);
  }

  problems(problems: readonly Problem[]): void {
    for (const problem of problems) this.output.note(`${problemText(problem)}\n`, 'error');
  }

  warnings(warnings: readonly Problem[]): void {
    for (const warning of warnings)
      this.output.note(`${this.#colors.yellow('warning')}: ${problemText(warning)}\n`, 'warning');
  }

  end(summary: Summary): void {
    this.output.write(`${summaryText(summary, this.#failures.all(), this.#colors)}\n`);
  }
}
