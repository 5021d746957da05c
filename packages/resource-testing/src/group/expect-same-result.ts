import { isDeepStrictEqual } from 'node:util';
import { HookFailed, hold } from '../broken.ts';
import { changesText } from '../changes-text.ts';

type Result = PromiseSettledResult<unknown>;

/** Changes must be equal, and so must the codes of errors; their messages may tell of two calls. */
export function expectSameResult(hook: string, member: string, alone: Result, together: Result): void {
  hold(
    isDeepStrictEqual(comparable(together), comparable(alone)),
    () => `${hook} says of "${member}": ${resultText(together)}; alone: ${resultText(alone)}`,
  );
}

function comparable(result: Result): unknown {
  return result.status === 'fulfilled' ? { value: result.value } : { failed: codeOf(result.reason) };
}

function resultText(result: Result): string {
  if (result.status === 'rejected') return `failed (${codeOf(result.reason) ?? result.reason})`;
  return Array.isArray(result.value) ? changesText(result.value) : 'done';
}

function codeOf(reason: unknown): unknown {
  const thrown = reason instanceof HookFailed ? reason.cause : reason;
  return (thrown as { code?: unknown } | undefined)?.code;
}
