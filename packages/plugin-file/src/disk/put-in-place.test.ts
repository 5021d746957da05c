import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { Directories } from './directories.ts';
import { fewFiles } from './make-durable.ts';
import { putInPlace } from './put-in-place.ts';
import { Replacement } from './replacement.ts';

const at = temporaryDirectory();

const inTwoDirectories = (count: number) => {
  const directories = new Directories();
  return ['lost', 'left'].map((name) => {
    mkdirSync(at(name));
    return Array.from({ length: count }, (_, n) => {
      const path = at(name, `${n}`);
      return new Replacement(directories.place(path), path, 'x', {});
    });
  });
};

it.each([1, fewFiles])(
  '%d files whose directory is removed before they are in place fail alone',
  async (count) => {
    const [lost, left] = inTwoDirectories(count);
    for (const replacement of lost!) replacement.close();
    rmSync(at('lost'), { recursive: true });
    const results = await putInPlace([...lost!, ...left!]);
    expect(results.map(({ status }) => status)).toEqual([
      ...lost!.map(() => 'rejected'),
      ...left!.map(() => 'fulfilled'),
    ]);
    expect(readFileSync(at('left/0'), 'utf8')).toBe('x');
  },
);

it('files whose directory is removed before its names are on the disk fail alone', async () => {
  const [[lost], [left]] = inTwoDirectories(1) as [[Replacement], [Replacement]];
  lost.rename = () => {
    Replacement.prototype.rename.call(lost);
    rmSync(at('lost'), { recursive: true });
  };
  const results = await putInPlace([lost, left]);
  expect(results).toMatchObject([
    { status: 'rejected', reason: { code: 'ENOENT' } },
    { status: 'fulfilled' },
  ]);
});
