import { fstatSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TailedFile } from './tailed-file.ts';

test('TailedFile tells all that is written, and does not grow without end', () => {
  const file = new TailedFile();
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let written = 1; written <= 20; written += 1) {
    writeSync(file.descriptor, `${written} ${megabyte}`);
    expect(file.readNew()).toBe(`${written} ${megabyte}`);
    expect(fstatSync(file.descriptor).size).toBeLessThan(10 * 1024 * 1024);
  }
  file.close();
});
