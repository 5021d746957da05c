import { CLOCK, type ResourceContext, systemClock } from '@homeostat/resource';

/** A context that runs in real time unless told otherwise, and keeps what a hook tells and remembers. */
export class TestContext implements ResourceContext {
  readonly name = 'test';
  readonly id = 'exec[test]';
  readonly abort = new AbortController();
  readonly signal = this.abort.signal;
  readonly kill = new AbortController();
  readonly killSignal = this.kill.signal;

  readonly provided = new Map<symbol, unknown>([[CLOCK, systemClock]]);
  readonly services: ResourceContext['services'] = {
    get: <T>(token: symbol) => {
      if (!this.provided.has(token)) throw new Error(`No service ${String(token)}`);
      return this.provided.get(token) as T;
    },
  };

  readonly remembered = new Map<string, unknown>();
  readonly memory: ResourceContext['memory'] = {
    recall: async () => this.remembered.get(this.id),
    remember: async (value) => void this.remembered.set(this.id, value),
    forget: async () => void this.remembered.delete(this.id),
  };

  readonly logged: string[] = [];
  readonly log: ResourceContext['log'] = {
    debug: (message) => void this.logged.push(message),
    info: (message) => void this.logged.push(message),
    warn: (message) => void this.logged.push(message),
    error: (message) => void this.logged.push(message),
  };

  text = '';
  #listener: (() => void) | undefined;

  output(text: string): void {
    this.text += text;
    this.#listener?.();
  }

  progress(): void {}

  /** Resolves once the output matches. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      this.#listener = () => {
        const match = pattern.exec(this.text);
        if (match) resolve(match);
      };
      this.#listener();
    });
  }
}
