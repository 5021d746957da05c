import { readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asProblem } from './errors.ts';

it("asProblem names the user's path in what it knows no problem for", () => {
  let refused: unknown;
  try {
    readlinkSync('/proc/self/root/etc');
  } catch (error) {
    refused = error;
  }
  // EINVAL: not a link.
  expect(asProblem('look at', '/etc', refused)).toMatchObject({ message: "Can't look at /etc: EINVAL" });
});
