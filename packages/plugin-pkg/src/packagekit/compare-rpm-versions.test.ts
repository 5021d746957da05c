import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compareRpmVersions } from './compare-rpm-versions.ts';

const inOrder = [
  ['1.0', '2.0'],
  ['2.0', '2.0.1'],
  ['2.0.1', '2.0.1a'],
  ['5.5p1', '5.5p2'],
  ['5.5p1', '5.5p10'],
  ['10xyz', '10.1xyz'],
  ['xyz10', 'xyz10.1'],
  ['xyz.4', '8'],
  ['xyz.4', '2'],
  ['5.5p2', '5.6p1'],
  ['6.5p1', '5.6p1', 'reversed'],
  ['6.0', '6.0.rc1'],
  ['10a2', '10b2'],
  ['1.0aa', '1.0a', 'reversed'],
  ['10.0001', '10.0039'],
  ['4.999.9', '5.0'],
  ['20101121', '20101122'],
  ['1.0~rc1', '1.0'],
  ['1.0~rc1', '1.0~rc2'],
  ['1.0~rc1~git123', '1.0~rc1'],
  ['1.0', '1.0^'],
  ['1.0^', '1.0^git1'],
  ['1.0^git1', '1.0^git2'],
  ['1.0^git1', '1.01'],
  ['1.0^20160101', '1.0.1'],
  ['1.0~rc1', '1.0~rc1^git1'],
  ['1.0^git1~pre', '1.0^git1'],
  ['0:9', '1:1'],
  ['9', '1:1'],
  ['1.0-1.fc40', '1.0-2.fc40'],
  ['1.0-9', '1.1-1'],
] as const;

const alike = [
  ['2.0', '2.0'],
  ['5.5p10', '5.5p10'],
  ['10.0001', '10.1'],
  ['2_0', '2.0'],
  ['2.0', '2.0.'],
  ['1:2', '1:2'],
  ['0:2', '2'],
  ['1.0-3.fc40', '1.0'],
] as const;

/** @source the cases of rpm's own test suite, tests/rpmvercmp.at */
describe('compareRpmVersions', () => {
  it.each(inOrder)('%s before %s %s', (a, b, way: string | undefined = '') => {
    const expected = way === 'reversed' ? 1 : -1;
    expect(Math.sign(compareRpmVersions(a, b))).toBe(expected);
    expect(Math.sign(compareRpmVersions(b, a))).toBe(-expected);
  });

  it.each(alike)('%s as %s', (a, b) => {
    expect(compareRpmVersions(a, b)).toBe(0);
    expect(compareRpmVersions(b, a)).toBe(0);
  });
});

const version = fc
  .array(fc.constantFrom('0', '1', '9', '10', '01', 'a', 'b', '.', '~', '^', '_'), { maxLength: 6 })
  .map((parts) => parts.join(''));

test('compareRpmVersions is an order of versions', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const [ab, bc, ac] = [compareRpmVersions(a, b), compareRpmVersions(b, c), compareRpmVersions(a, c)];
      expect(Math.sign(compareRpmVersions(b, a)) + Math.sign(ab)).toBe(0);
      if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
    }),
  );
});
