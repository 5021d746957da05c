import { afterEach, expect, test, vi } from 'vitest';
import { isInteractive } from './open-view.ts';

const { isTTY } = process.stdout;
afterEach(() => {
  process.stdout.isTTY = isTTY;
  vi.unstubAllEnvs();
});

function at(terminal: boolean | undefined, env: Record<string, string>): boolean {
  for (const name of ['CI', 'NO_COLOR']) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries({ TERM: 'xterm', ...env })) vi.stubEnv(name, value);
  process.stdout.isTTY = terminal as boolean;
  return isInteractive();
}

test('isInteractive only at a terminal that nobody declared plain', () => {
  expect(at(true, {})).toBe(true);
  expect(at(undefined, { CI: 'true' })).toBe(false);
  expect(at(true, { CI: 'true' })).toBe(false);
  expect(at(true, { NO_COLOR: '1' })).toBe(false);
  expect(at(true, { TERM: 'dumb' })).toBe(false);
});
