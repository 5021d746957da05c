import { expect, test } from 'vitest';
import { aSummary } from '../testing/told-engine.ts';
import { checkExitCode, runExitCode } from './exit-code.ts';

const inState = aSummary({ total: 2, ok: 2 });
const cutShort = aSummary({ total: 2, ok: 1, pending: 1 });
const failed = aSummary({ total: 2, ok: 1, failed: 1 });
const blocked = aSummary({ total: 2, ok: 1, blocked: 1 });

test('runExitCode tells failures, and after a signal that, when not all was in state', () => {
  expect([inState, failed, blocked].map((summary) => runExitCode(summary, 2, undefined))).toEqual([0, 1, 1]);
  expect([inState, failed, blocked].map((summary) => runExitCode(summary, 2, 'SIGTERM'))).toEqual([
    0, 143, 143,
  ]);
  expect(runExitCode(cutShort, 2, 'SIGINT')).toBe(130);
  expect(runExitCode(cutShort, 2, 'SIGTERM')).toBe(143);
  const notTakenOver = aSummary({ total: 0, ok: 0 });
  expect(runExitCode(notTakenOver, 2, 'SIGTERM')).toBe(143);
});

test('checkExitCode tells a failure before a difference, and any signal before both', () => {
  const differs = aSummary({ total: 2, ok: 2, wouldChange: 1 });
  expect(checkExitCode(inState, undefined)).toBe(0);
  expect(checkExitCode(differs, undefined)).toBe(2);
  expect(checkExitCode({ ...differs, failed: 1 }, undefined)).toBe(1);
  expect(checkExitCode(differs, 'SIGINT')).toBe(130);
});
