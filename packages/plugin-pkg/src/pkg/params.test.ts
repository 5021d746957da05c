import { describe, expect, test } from 'vitest';
import { pkgParams } from './params.ts';

describe('the name', () => {
  test.each([
    'sl',
    'g++',
    'libstdc++6',
    '0ad',
    'python3.11',
    'libc6:i386',
    'NetworkManager',
    'java-1.8.0-openjdk',
    '389-ds-base',
  ])('may be %j', (name) => expect(pkgParams.parse({ name })).toMatchObject({ name, state: 'installed' }));

  test.each([
    '',
    '-y',
    '--purge',
    'sl-',
    'sl=1.0',
    'sl/sid',
    'sl cowsay',
    'sl*',
    'sl\n',
    '~i',
    '?obsolete',
    'sl^',
    './sl.deb',
    'sl:',
    'sl:I386',
    'sl\0',
    'é',
  ])('may not be %j', (name) => expect(pkgParams.safeParse({ name }).success).toBe(false));
});

describe('the state', () => {
  test.each([
    'installed',
    'newest',
    'absent',
    'purged',
    '1.0',
    '2:1.2~rc1-3+deb12u1',
    '>= 1.2',
    '>=1.2,<2',
    '!= 1.5, > 1',
    '= 1.0-1',
  ])('may be %j', (state) => expect(pkgParams.parse({ name: 'sl', state }).state).toBe(state));

  test.each([
    ['latest', 'Is called "newest" here'],
    ['present', 'Is called "installed" here'],
    ['Installed', 'Is called "installed" here'],
    ['uninstalled', 'Is called "absent" here'],
    ['removed', 'Is called "absent" here'],
    ['purge', 'Is called "purged" here'],
    ['', 'Must not be empty'],
    ['whatever', 'Write installed, newest, absent, purged, a version, or a range'],
    ['~> 1.2', 'a range'],
    ['>= 1.2 < 2', 'no bound'],
    ['>=', 'no bound'],
    ['>= 1, ', 'no bound'],
    ['== 1', 'no bound'],
    ['1.0; reboot', 'Write installed'],
    [1.0, 'quote it'],
    [true, 'expected string'],
  ])('may not be %j', (state, message) => {
    const { error } = pkgParams.safeParse({ name: 'sl', state });
    expect(error?.issues).toMatchObject([{ path: ['state'], message: expect.stringContaining(message) }]);
  });
});

describe('what makes no sense together is refused', () => {
  test.each([
    [{ allowDowngrade: true }, 'allowDowngrade'],
    [{ state: 'newest', allowDowngrade: true }, 'allowDowngrade'],
    [{ state: 'absent', allowUntrusted: true }, 'allowUntrusted'],
    [{ state: 'purged', hold: true }, 'hold'],
    [{ state: 'purged', provider: 'packagekit' }, 'provider'],
    [{ hold: false, provider: 'packagekit' }, 'hold'],
  ])('%j', (params, path) => {
    const { error } = pkgParams.safeParse({ name: 'sl', ...params });
    expect(error?.issues.map((issue) => issue.path)).toEqual([[path]]);
  });

  test.each([
    { state: '1.0', allowDowngrade: true },
    { state: '< 2', allowDowngrade: true },
    { state: 'absent', hold: false, allowRemoveDependents: true },
    { state: 'newest', hold: true },
  ])('and %j is not', (params) => {
    expect(pkgParams.safeParse({ name: 'sl', ...params }).success).toBe(true);
  });
});
