import { expect, test } from 'vitest';
import { compareVersions } from '../apt/compare-versions.ts';
import type { PackageStatus } from '../backend/package-backend.ts';
import { paramsOf } from '../testing/stage.ts';
import { decide, needsAvailable } from './decide.ts';

const absent = { condition: 'absent' } as const;
const leftovers = { condition: 'config-files' } as const;
const installed = (version: string) => ({ condition: 'installed', version }) as const;
const broken = (version: string) => ({ condition: 'broken', version }) as const;

function decided(
  params: object,
  found: Partial<PackageStatus>,
  available: readonly string[] = ['2.0', '1.0'],
) {
  const status: PackageStatus = { name: 'p', condition: 'absent', held: false, available, ...found };
  return decide(paramsOf('p', { ...params }), status, compareVersions);
}

const install = (version?: string) => ({
  verb: 'install',
  installation: { name: 'p', ...(version !== undefined && { version }) },
});

test.each([
  ['installed', installed('0.5')],
  ['newest', installed('2.0')],
  ['newest', installed('3.0')],
  ['1.0', installed('1.0')],
  ['0:1.0', installed('1.0')],
  ['>= 1, < 2', installed('1.5')],
  ['absent', absent],
  ['absent', leftovers],
  ['purged', absent],
])('%s is in state of %j', (state, found) => {
  expect(decided({ state }, found)).toEqual({ changes: [] });
});

test.each([
  ['installed', absent, 'absent', 'installed', install()],
  ['installed', leftovers, 'config-files', 'installed', install()],
  ['installed', broken('1.0'), 'broken', 'installed', install('1.0')],
  ['installed', broken('0.5'), 'broken', 'installed', install()],
  ['newest', broken('1.0'), 'broken', '2.0', install()],
  ['>= 1', broken('1.0'), 'broken', '1.0', install('1.0')],
  ['>= 1.5', broken('1.0'), 'broken', '2.0', install('2.0')],
  ['newest', absent, 'absent', '2.0', install()],
  ['newest', installed('1.0'), '1.0', '2.0', install()],
  ['1.0', absent, 'absent', '1.0', install('1.0')],
  ['0:1.0', absent, 'absent', '1.0', install('1.0')],
  ['2.0', installed('1.0'), '1.0', '2.0', install('2.0')],
  ['1.5', broken('1.5'), 'broken', '1.5', install('1.5')],
  ['>= 1', absent, 'absent', '2.0', install('2.0')],
  ['< 2', absent, 'absent', '1.0', install('1.0')],
  ['!= 1.0', installed('1.0'), '1.0', '2.0', install('2.0')],
  ['absent', installed('1.0'), '1.0', 'absent', { verb: 'remove' }],
  ['absent', broken('1.0'), 'broken', 'absent', { verb: 'remove' }],
  ['purged', installed('1.0'), '1.0', 'purged', { verb: 'purge' }],
  ['purged', leftovers, 'config-files', 'purged', { verb: 'purge' }],
])('%s takes a step from %j', (state, found, from, to, step) => {
  expect(decided({ state }, found)).toEqual({ changes: [{ property: 'state', from, to }], step });
});

test('a range takes what the manager would take, and else the highest version', () => {
  const choice = (state: string, available: string[]) => decided({ state }, absent, available).changes[0]!.to;
  expect(choice('>= 1', ['1.5', '3.0', '2.0'])).toBe('1.5');
  expect(choice('>= 1.6', ['1.5', '1.9', '1.10', '1.7'])).toBe('1.10');
});

test('a version or a range that nobody offers names those that are offered', () => {
  const { unavailable, step } = decided({ state: '1.5' }, absent);
  expect(step).toBeUndefined();
  expect(unavailable).toMatchObject({
    code: 'PACKAGE_VERSION_UNAVAILABLE',
    hint: expect.stringContaining('2.0, 1.0'),
  });
  expect(decided({ state: '> 3' }, installed('1.0')).unavailable?.code).toBe('PACKAGE_VERSION_UNAVAILABLE');
});

test('an unknown name is a change that can not be made yet', () => {
  const { changes, unavailable } = decided({}, absent, []);
  expect(changes).toEqual([{ property: 'state', from: 'absent', to: 'installed' }]);
  expect(unavailable?.code).toBe('PACKAGE_UNKNOWN');
});

test('what is half there is finished, also when nobody offers it any more', () => {
  expect(decided({}, broken('1.0'), [])).toMatchObject({ step: install() });
  expect(decided({ state: 'newest' }, broken('1.0'), [])).toMatchObject({ step: install() });
  expect(decided({ state: '1.0' }, broken('1.0'), [])).toMatchObject({ step: install('1.0') });
});

test('a lower version needs allowDowngrade', () => {
  expect(() => decided({ state: '1.0' }, installed('2.0'))).toThrow(
    expect.objectContaining({ code: 'PACKAGE_DOWNGRADE' }),
  );
  expect(() => decided({ state: '< 2' }, installed('2.0'))).toThrow(
    expect.objectContaining({ code: 'PACKAGE_DOWNGRADE' }),
  );
  expect(decided({ state: '1.0', allowDowngrade: true }, installed('2.0'))).toMatchObject({
    step: install('1.0'),
  });
});

test('a hold that somebody else set is not touched; one that is declared is ours', () => {
  const held = { ...installed('1.0'), held: true };
  for (const state of ['newest', '2.0', 'absent', 'purged'])
    expect(() => decided({ state }, held)).toThrow(expect.objectContaining({ code: 'PACKAGE_HELD' }));
  expect(decided({}, held)).toEqual({ changes: [] });
  expect(decided({ hold: true }, held)).toEqual({ changes: [] });
  expect(decided({ hold: true, state: 'newest' }, held)).toMatchObject({ step: install() });
  expect(decided({ hold: false }, held)).toEqual({ changes: [{ property: 'hold', from: true, to: false }] });
  expect(decided({ hold: true }, absent).changes).toEqual([
    { property: 'state', from: 'absent', to: 'installed' },
    { property: 'hold', from: false, to: true },
  ]);
});

test('what could be installed is asked for only when something depends on it', () => {
  const asks = (state: string, found: object) =>
    needsAvailable(
      paramsOf('p', { state }),
      { name: 'p', condition: 'absent', held: false, ...found },
      compareVersions,
    );
  expect(asks('installed', installed('1.0'))).toBe(false);
  expect(asks('1.0', installed('1.0'))).toBe(false);
  expect(asks('>= 1', installed('1.0'))).toBe(false);
  expect(asks('absent', installed('1.0'))).toBe(false);
  expect(asks('purged', leftovers)).toBe(false);
  expect(asks('newest', installed('1.0'))).toBe(true);
  expect(asks('2.0', installed('1.0'))).toBe(true);
  expect(asks('installed', absent)).toBe(true);
  expect(asks('installed', broken('1.0'))).toBe(true);
});

test('what is there for others only is asked for as it is, unless it is to go, or changes anyway', () => {
  const automatic = { ...installed('1.0'), automatic: true } as const;
  expect(decided({}, automatic)).toEqual({
    changes: [{ property: 'mark', from: 'automatic', to: 'manual' }],
    step: install('1.0'),
  });
  // Nothing becomes another version, so a hold of somebody is none of its business.
  expect(decided({}, { ...automatic, held: true }).step).toEqual(install('1.0'));
  expect(decided({ state: 'absent' }, automatic).step).toEqual({ verb: 'remove' });
  expect(decided({ state: 'newest' }, automatic)).toEqual({
    changes: [{ property: 'state', from: '1.0', to: '2.0' }],
    step: install(),
  });
});
