import type { EngineEvent, Summary } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';
import { createLogUpdate } from 'log-update';
import type { Output } from '../output/output.ts';
import { blockText, type Running } from './block-text.ts';
import type { Colors } from './colors.ts';
import { LineView } from './line-view.ts';
import type { Observed, View } from './view.ts';

/** At most ten redraws a second. @unit milliseconds */
const redrawMs = 100;

/** On a terminal: lines scroll by, and below them stays a block that tells what is going on. */
export class LiveView implements View {
  readonly output: Output = {
    write: (text) => this.#print(text),
    note: (text) => {
      if (process.stderr.isTTY) this.#print(text);
      else process.stderr.write(text);
    },
  };
  readonly #lines: LineView;
  readonly #terminal: NodeJS.WriteStream;
  readonly #colors: Colors;
  readonly #block: ReturnType<typeof createLogUpdate>;
  readonly #running = new Map<string, Omit<Running, 'id' | 'ms'> & { readonly since: number }>();
  #engine: Observed | undefined;
  #unprinted = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: NodeJS.WriteStream, colors: Colors, tellConverged: boolean) {
    this.#terminal = terminal;
    this.#colors = colors;
    this.#block = createLogUpdate(terminal);
    this.#lines = new LineView(this.output, colors, tellConverged);
  }

  follow(engine: Observed): void {
    this.#engine = engine;
    this.#lines.follow(engine);
    engine.on((event) => this.#see(event));
  }

  problems(problems: readonly Problem[]): void {
    this.#lines.problems(problems);
  }

  warnings(warnings: readonly Problem[]): void {
    this.#lines.warnings(warnings);
  }

  end(summary: Summary): void {
    this.#engine = undefined;
    this.#lines.end(summary);
    clearTimeout(this.#timer);
    this.#draw();
    this.#block.done();
  }

  #see(event: EngineEvent): void {
    if (event.type === 'state') {
      const { id, state } = event;
      if (state === 'checking' || state === 'applying') {
        this.#running.set(id, { state, since: this.#running.get(id)?.since ?? performance.now() });
      } else {
        this.#running.delete(id);
      }
    } else if (event.type === 'progress') {
      const { id, ...progress } = event;
      const running = this.#running.get(id);
      if (running) this.#running.set(id, { ...running, progress });
    }
    this.#redrawSoon();
  }

  #print(text: string): void {
    this.#unprinted += text;
    this.#redrawSoon();
  }

  #redrawSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
      if (this.#running.size > 0) this.#redrawSoon();
    }, redrawMs);
  }

  #draw(): void {
    if (this.#unprinted !== '') {
      // log-update's own `persist` cuts what is longer than the screen.
      this.#block.clear();
      this.#terminal.write(this.#unprinted);
      this.#unprinted = '';
    }
    if (this.#engine === undefined) return;
    this.#block(
      blockText(this.#engine.summary(), this.#runningNow(), this.#terminal.columns || 80, this.#colors),
    );
  }

  #runningNow(): Running[] {
    const now = performance.now();
    return Array.from(this.#running, ([id, { since, ...running }]) => ({ id, ...running, ms: now - since }));
  }
}
