import type { Summary } from '@homeostat/engine';
import { type Change, Problem } from '@homeostat/resource';
import type { Output } from '../output/output.ts';
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
      if (event.type !== 'state') this.#write(event);
    });
  }

  problems(problems: readonly Problem[]): void {
    for (const problem of problems) this.#write({ type: 'problem', problem });
  }

  warnings(warnings: readonly Problem[]): void {
    for (const problem of warnings) this.#write({ type: 'warning', problem });
  }

  end(summary: Summary): void {
    this.#write({ type: 'summary', ...summary });
  }

  #write(event: { readonly type: string; readonly problem?: Problem }): void {
    this.output.write(`${JSON.stringify({ time: new Date().toISOString(), ...event }, plain)}\n`);
  }
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Problem)
    return { code: value.code, message: value.message, hint: value.hint, at: value.at };
  if (isSecret(value)) return { property: value.property, secret: true };
  return value;
}

function isSecret(value: unknown): value is Change {
  return typeof value === 'object' && value !== null && 'secret' in value && value.secret === true;
}
