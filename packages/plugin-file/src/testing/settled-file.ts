import { chmodSync, lstatSync, utimesSync, writeFileSync } from 'node:fs';

/** Writes a file, and waits until the file system's clock has gone on, so that a later change is seen in its times. */
export async function settledFile(path: string, content: string, mode = 0o644): Promise<void> {
  writeFileSync(path, content);
  chmodSync(path, mode);
  utimesSync(path, 1_000_000_000, 1_000_000_000);
  while (Date.now() - lstatSync(path).ctimeMs < 50) await new Promise((resolve) => setImmediate(resolve));
}
