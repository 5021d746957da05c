import { expect, it } from 'vitest';
import { untilAborted } from './until-aborted.ts';

it.each([
  ['before', 0],
  ['meanwhile', 1],
])(
  'untilAborted rejects with the reason when the signal aborts %s, whatever comes of the promise',
  async (_when, turns) => {
    const gone = new AbortController();
    const reason = new Error('enough');
    let fail = (_error: Error) => {};
    const promise = new Promise((_resolve, reject) => (fail = reject));
    if (turns === 0) gone.abort(reason);
    const use = untilAborted(promise, gone.signal);
    gone.abort(reason);
    await expect(use).rejects.toBe(reason);
    // Nobody waits for it any more; an unhandled rejection would fail the run.
    fail(new Error('late'));
    await new Promise(setImmediate);
  },
);
