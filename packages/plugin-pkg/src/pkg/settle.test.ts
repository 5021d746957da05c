import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from './settle.ts';

/** A try of items of which some can't be done, some pairs exclude each other, and some need another one. */
class World {
  readonly done = new Set<number>();
  readonly guilty: ReadonlySet<number>;
  readonly rivals: readonly (readonly [number, number])[];
  readonly needs: readonly (readonly [number, number])[];
  tries = 0;
  /** Whether a try that fails leaves nothing behind. */
  readonly strict: boolean;

  constructor(parts: Partial<Pick<World, 'guilty' | 'rivals' | 'needs' | 'strict'>>) {
    this.guilty = parts.guilty ?? new Set();
    this.rivals = parts.rivals ?? [];
    this.needs = parts.needs ?? [];
    this.strict = parts.strict ?? true;
  }

  fits(item: number, beside: ReadonlySet<number>): boolean {
    return (
      !this.guilty.has(item) &&
      this.rivals.every(([a, b]) => (a !== item || !beside.has(b)) && (b !== item || !beside.has(a))) &&
      this.needs.every(([a, b]) => a !== item || beside.has(b))
    );
  }

  attempt = async (items: readonly number[]) => {
    this.tries += 1;
    const all = new Set([...this.done, ...items]);
    const good = items.filter((item) => this.fits(item, all));
    if (!this.strict || good.length === items.length) for (const item of good) this.done.add(item);
    // What needs one that did not come along is undone.
    for (const item of items) if (this.done.has(item) && !this.fits(item, this.done)) this.done.delete(item);
    const left = items.filter((item) => !this.done.has(item));
    return { left, error: left.length > 0 ? `try of ${items}` : undefined };
  };
}

const count = 24;
const item = fc.nat(count - 1);
const pair = fc.tuple(item, item).filter(([a, b]) => a !== b);
const items = fc.uniqueArray(item, { minLength: 1 });

test('settle does all that can be done, and what failed fails alone, beside all that was done', async () => {
  await fc.assert(
    fc.asyncProperty(
      items,
      fc.uniqueArray(item, { maxLength: 6 }),
      fc.array(pair, { maxLength: 6 }),
      fc.array(pair, { maxLength: 6 }),
      fc.boolean(),
      async (all, guilty, rivals, needs, strict) => {
        const world = new World({ guilty: new Set(guilty), rivals, needs, strict });
        const failed = await settle(all, world.attempt);
        expect(new Set([...failed.keys(), ...world.done])).toEqual(new Set(all));
        for (const [one, error] of failed) {
          expect(world.done.has(one)).toBe(false);
          expect(world.fits(one, new Set([...world.done, one]))).toBe(false);
          expect(error).toBe(`try of ${one}`);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('settle tries again what became possible only in a later round', async () => {
  const world = new World({
    needs: [
      [1, 3],
      [4, 1],
    ],
    guilty: new Set([2]),
  });
  expect([...(await settle([1, 2, 3, 4], world.attempt)).keys()]).toEqual([2]);
});

test('settle takes one try when all goes well, and few for few that fail', async () => {
  await fc.assert(
    fc.asyncProperty(items, fc.uniqueArray(item), fc.boolean(), async (all, bad, strict) => {
      const guilty = new Set(bad.filter((one) => all.includes(one)));
      const world = new World({ guilty, strict });
      expect(new Set((await settle(all, world.attempt)).keys())).toEqual(guilty);
      const limit = 2 * guilty.size * (Math.log2(all.length) + 2);
      expect(world.tries).toBeLessThanOrEqual(guilty.size === 0 ? 1 : limit);
    }),
    { numRuns: 1000 },
  );
});

test('settle fails the second of two that exclude each other, each time', async () => {
  const tries = [0, 1, 2].map(() => settle([1, 2, 3, 4], new World({ rivals: [[2, 3]] }).attempt));
  expect((await Promise.all(tries)).map((failed) => [...failed.keys()])).toEqual([[3], [3], [3]]);
});

test('settle tries nothing else once a try rejects', async () => {
  let tries = 0;
  const hopeless = async () => {
    tries += 1;
    throw new Error('no disk');
  };
  await expect(settle([1, 2, 3], hopeless)).rejects.toThrow('no disk');
  expect(tries).toBe(1);
});
