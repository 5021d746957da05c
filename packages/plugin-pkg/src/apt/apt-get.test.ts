import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Services } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransactionContext } from '../backend/package-backend.ts';
import { run } from './apt-get.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'apt-get-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const clock: Clock = {
  now: () => performance.now(),
  schedule(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Runs a program that is asked to stop once it is at work. */
function stopped(isEnduring: boolean) {
  const stop = new AbortController();
  const go = join(directory, 'go');
  const script = `trap "exit 1" INT; echo ready; while [ ! -e ${go} ]; do sleep 0.01; done`;
  const context: TransactionContext = {
    signal: stop.signal,
    killSignal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    services: { get: () => clock } as unknown as Services,
    progress() {},
    output(text) {
      if (text !== 'ready\n') return;
      stop.abort();
      if (isEnduring) writeFileSync(go, '');
    },
  };
  return run({ program: 'sh', args: ['-c', script], what: 'wait', isEnduring }, 1, context);
}

test('a program that is asked to stop may do so, and one that must come to its end is not asked', async () => {
  await expect(stopped(false)).rejects.toMatchObject({ code: 'PACKAGE_STOPPED' });
  expect(await stopped(true)).toBeUndefined();
});
