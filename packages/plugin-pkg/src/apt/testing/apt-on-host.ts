import type { Host, HostProcess } from '@homeostat/lab';
import type { PackageStatus, Transaction } from '../../backend/package-backend.ts';

/** What became of one call of the back end in a host. */
export interface Outcome {
  readonly value?: unknown;
  readonly problem?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly isOfTheMachine: boolean;
  };
  readonly log: readonly string[];
  readonly output: string;
  readonly progress: readonly { readonly name?: string; readonly step: string; readonly percent?: number }[];
}

/** The built back end, called by a Node of its own in a host. */
export class AptOnHost {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async look(names: readonly string[], available = false): Promise<PackageStatus[]> {
    return (
      await this.call(`apt.look(${JSON.stringify(names)}, { available: ${available} }, context.signal)`)
    ).value as PackageStatus[];
  }

  transact(transaction: Partial<Transaction>): Promise<Outcome> {
    return this.call(transactionCall(transaction));
  }

  /** To look at while it runs; each progress is a line that it writes. */
  start(transaction: Partial<Transaction>): HostProcess {
    return this.#host.start(this.command(transactionCall(transaction)));
  }

  async call(expression: string, options = ''): Promise<Outcome> {
    return outcomeOf((await this.#host.run(this.command(expression, options))).stdout);
  }

  command(expression: string, options = ''): string[] {
    return ['node', '--input-type=module', '--eval', script(expression, options)];
  }
}

/** What the script wrote last. */
export function outcomeOf(stdout: string): Outcome {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Outcome;
}

export function transactionCall(transaction: Partial<Transaction>): string {
  const whole: Transaction = {
    install: [],
    remove: [],
    purge: [],
    allowDowngrade: false,
    allowUntrusted: false,
    allowRemoveDependents: false,
    keep: [],
    ...transaction,
  };
  return `apt.transact(${JSON.stringify(whole)}, context)`;
}

function script(expression: string, options: string): string {
  return `
    import { createAptBackend } from '/opt/homeostat/packages/plugin-pkg/dist/index.js';
    import { MachineProblem } from '/opt/homeostat/packages/plugin-pkg/dist/backend/machine-problem.js';
    import { setTimeout, clearTimeout } from 'node:timers';

    const clock = {
      now: () => performance.now(),
      schedule(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    };
    const log = [], progress = [];
    let output = '';
    const keep = (text) => log.push(text);
    const stop = new AbortController(), kill = new AbortController();
    process.on('SIGTERM', () => stop.abort());
    process.on('SIGUSR2', () => kill.abort());
    const context = {
      signal: stop.signal,
      killSignal: kill.signal,
      log: { debug: keep, info: keep, warn: keep, error: keep },
      services: { get: () => clock },
      progress(name, told) {
        progress.push({ name, ...told });
        console.log('progress', name, told.step);
      },
      output(text) { output += text; console.log(text); },
    };
    const apt = createAptBackend({${options}});
    const outcome = await Promise.resolve()
      .then(() => ${expression})
      .then((value) => ({ value }), (problem) => ({
        problem: {
          code: problem.code ?? String(problem.stack),
          message: problem.message,
          hint: problem.hint,
          isOfTheMachine: problem instanceof MachineProblem,
        },
      }));
    console.log(JSON.stringify({ ...outcome, log, output, progress }));`;
}
