import type { Summary } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';
import type { Output, Severity } from '../output/output.ts';
import { jsonText } from './json-text.ts';
import { severityOf } from './severity-of.ts';
import type { Observed, View } from './view.ts';

/**
 * A JSON object a line: the engine's events, and at the end one of type `summary`. The single steps of a resource
 * (`state`) are left out, they are many and what comes of them is told.
 */
export class JsonView implements View {
  readonly output: Output;

  constructor(output: Output) {
    this.output = output;
  }

  follow(engine: Observed): void {
    engine.on((event) => {
      if (event.type !== 'state') this.#write(event, severityOf(event));
    });
  }

  problems(problems: readonly Problem[]): void {
    for (const problem of problems) this.#write({ type: 'problem', problem }, 'error');
  }

  warnings(warnings: readonly Problem[]): void {
    for (const problem of warnings) this.#write({ type: 'warning', problem }, 'warning');
  }

  end(summary: Summary): void {
    this.#write({ type: 'summary', ...summary });
  }

  #write(event: { readonly type: string; readonly problem?: Problem }, severity?: Severity): void {
    this.output.write(`${jsonText({ time: new Date().toISOString(), ...event })}\n`, severity);
  }
}
