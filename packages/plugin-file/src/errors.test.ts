import { readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asProblem } from './errors.ts';
import { file } from './file.ts';
import { contextOf } from './testing/context.ts';
import { parse } from './testing/keeper.ts';

it.each(['/proc/sys/kernel/none', '/proc/sys/kernel/ostype', '/proc/none/x', '/sys/kernel/none'])(
  'what the kernel alone makes, like %s, is told as that',
  async (path) => {
    const params = { path, content: 'x' };
    const refused = file.apply!([{ property: 'content' }], parse(params), contextOf());
    await expect(refused).rejects.toMatchObject({ code: 'FILE_OF_KERNEL' });
  },
);

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
