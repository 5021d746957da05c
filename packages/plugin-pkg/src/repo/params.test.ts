import { expect, test } from 'vitest';
import { repoParams } from './params.ts';

const whole = { name: 'r', uris: ['https://a.example/'], suites: ['stable'], components: ['main'] };
const armored = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n-----END PGP PUBLIC KEY BLOCK-----\n';

test('a repository has an address, a suite and components, and packages are what it is for', () => {
  expect(repoParams.parse(whole)).toEqual({
    ...whole,
    state: 'exists',
    types: ['deb'],
    trusted: false,
    enabled: true,
  });
  expect(repoParams.safeParse({ name: 'r', state: 'absent' }).success).toBe(true);
});

test.each([
  ['a name that apt would pass over', { name: 'a b' }],
  ['a name that leads elsewhere', { name: '../x' }],
  ['a hidden name', { name: '.x' }],
  ['no address', { uris: undefined }],
  ['an address without a scheme', { uris: ['a.example'] }],
  ['an address that begins another line', { uris: ['http://a.example/\nTrusted: yes'] }],
  ['a suite that begins another line', { suites: ['stable\nTrusted:'] }],
  ['a component with a blank', { components: ['main contrib'] }],
  ['an architecture with a line break', { architectures: ['amd64\r'] }],
  ['a variable of apt', { suites: ['stable/$(ARCH)/'], components: [] }],
  ['a path with components', { suites: ['./'] }],
  ['a suite without components', { components: [] }],
  ['two keys', { key: armored, keyFile: '/k' }],
  ['trust beside a key', { key: armored, trusted: true }],
  ['a key that is none', { key: 'https://a.example/key.asc' }],
  ['a private key', { key: armored.replaceAll('PUBLIC', 'PRIVATE') }],
  ['a relative key file', { keyFile: 'k' }],
  ['an unknown param', { url: 'x' }],
])('refused is %s', (_what, params) => {
  expect(repoParams.safeParse({ ...whole, ...params }).success).toBe(false);
});

test('a password in an address is refused, and not shown', () => {
  const { error } = repoParams.safeParse({ ...whole, uris: ['https://me:hunter2@a.example/'] });
  expect(error!.message).toContain('/etc/apt/auth.conf.d');
  expect(error!.message).not.toContain('hunter2');
});
