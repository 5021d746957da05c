import { readlink } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { toldAsProblem } from './errors.ts';

it("toldAsProblem names the user's path in what it knows no problem for", async () => {
  // EINVAL: not a link.
  const told = toldAsProblem('look at', '/etc', () => readlink('/proc/self/root/etc'));
  await expect(told).rejects.toThrow(/^Can't look at \/etc: EINVAL$/);
});
