import type { ResourceContext } from '@homeostat/resource';

/** A context that writes down what a hook tells. Neither kind uses a service or its memory. */
export function toldContext(): { ctx: ResourceContext; outputs: string[]; logged: string[] } {
  const outputs: string[] = [];
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const ctx: ResourceContext = {
    name: 'x',
    id: 'kind[x]',
    signal: new AbortController().signal,
    killSignal: new AbortController().signal,
    services: {
      get: (token) => {
        throw new Error(`no service ${String(token)}`);
      },
    },
    log: { debug: log, info: log, warn: log, error: log },
    memory: { recall: async () => undefined, remember: async () => {}, forget: async () => {} },
    output: (text) => void outputs.push(text),
    progress() {},
  };
  return { ctx, outputs, logged };
}
