import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';

/** A test with an empty temporary directory. */
export const inDirectory = test.extend<{ directory: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the braces
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'create-plugin-test-'));
    await use(directory);
    await rm(directory, { recursive: true });
  },
});
