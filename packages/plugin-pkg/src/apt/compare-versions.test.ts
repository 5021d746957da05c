import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions } from './compare-versions.ts';

describe('compareVersions', () => {
  // Each before the next.
  test.each([
    [['1.0~~', '1.0~~a', '1.0~', '1.0', '1.0-1', '1.0a', '1.0+b', '1.0.1']],
    [['0.9', '1.2', '1.10', '2', '10', '1:0']],
    [['1-1', '1-1+b1', '1-1.1', '1-2', '1-1-1']],
    [['99999999999999999998', '99999999999999999999']],
  ])('puts %j in this order', (versions) => {
    for (const [i, a] of versions.entries())
      for (const [j, b] of versions.entries())
        expect(Math.sign(compareVersions(a, b)), `${a} and ${b}`).toBe(Math.sign(i - j));
  });

  test('takes a missing epoch, a missing revision and leading zeros for nothing', () => {
    for (const same of ['0:1.0', '1.0-0', '1.00', '1.0-']) expect(compareVersions('1.0', same)).toBe(0);
  });

  const hasDpkg = spawnSync('dpkg', ['--version']).status === 0;

  test.skipIf(!hasDpkg)('is of the same opinion as dpkg', () => {
    const part = fc
      .array(fc.constantFrom('0', '1', '9', '10', '007', 'a', 'z', 'A', '.', '+', '~', '~~'), {
        maxLength: 6,
      })
      .map((pieces) => pieces.join(''));
    const version = fc
      .tuple(fc.option(fc.nat(3)), part, fc.option(part))
      .map(([epoch, upstream, revision]) => {
        const tail = revision === null || revision === '' ? '' : `-${revision}`;
        return `${epoch === null ? '' : `${epoch}:`}1${upstream}${tail}`;
      });
    fc.assert(
      fc.property(version, version, (a, b) => {
        const relation = ['lt', 'eq', 'gt'][Math.sign(compareVersions(a, b)) + 1]!;
        return spawnSync('dpkg', ['--compare-versions', a, relation, b]).status === 0;
      }),
      { numRuns: 100 },
    );
  });
});
