import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lastLogLines } from './unit-log.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'homeostat-log-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function journalctl(script: string): void {
  const path = join(directory, 'journalctl');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

test('the last lines of a unit are those that its journal has', async () => {
  journalctl('echo "$@"');
  vi.stubEnv('PATH', `${directory}:${process.env.PATH}`);
  expect(await lastLogLines('-.mount', false)).toContain('--unit=-.mount --lines=10');
  expect(await lastLogLines('web.service', true)).toContain('--user-unit=web.service');
  expect(await lastLogLines('web.service', false, 1_500)).toContain('--since=@1.5');
});

test('there are none without a journal, or where it can not be read', async () => {
  vi.stubEnv('PATH', directory);
  expect(await lastLogLines('web.service', false)).toBe('');
  journalctl('exit 1');
  expect(await lastLogLines('web.service', false)).toBe('');
});
