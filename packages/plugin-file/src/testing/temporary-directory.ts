import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A fresh directory for each test of a file. Gives paths in it. */
export function temporaryDirectory(): (...names: string[]) => string {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'homeostat-file-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  return (...names) => names.reduce((path, name) => `${path}/${name}`, directory);
}
