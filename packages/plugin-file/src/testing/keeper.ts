import { type Change, type ResourceContext, WATCHER, type Watcher } from '@homeostat/resource';
import { expect } from 'vitest';
import { file } from '../file.ts';
import type { FileParams } from '../params.ts';

/** A context with no service but a watcher. */
export function contextOf(watcher?: Watcher): ResourceContext {
  return {
    name: 'x',
    id: 'file[x]',
    signal: new AbortController().signal,
    killSignal: new AbortController().signal,
    services: {
      get: <T>(token: symbol) => {
        if (token !== WATCHER || !watcher) throw new Error(`no service ${String(token)}`);
        return watcher as T;
      },
    },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    memory: { recall: async () => undefined, remember: async () => {}, forget: async () => {} },
    output() {},
  };
}

export function parse(params: Record<string, unknown>): FileParams {
  return file.params.parse(params);
}

export async function check(params: Record<string, unknown>): Promise<readonly Change[]> {
  return file.check!(parse(params), contextOf());
}

/** Does what the engine does: check, apply if something differs, and a check that must find nothing. */
export async function keep(params: Record<string, unknown>): Promise<readonly Change[]> {
  const changes = await check(params);
  if (changes.length > 0) await file.apply!(changes, parse(params), contextOf());
  expect(await check(params)).toEqual([]);
  return changes;
}
