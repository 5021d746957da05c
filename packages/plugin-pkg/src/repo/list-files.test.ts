import { expect, test } from 'vitest';
import { listPrefix } from './list-files.ts';

// As apt 2.6 names them.
test.each([
  ['http://deb.debian.org/debian', 'bookworm', 'deb.debian.org_debian_dists_bookworm_'],
  ['https://deb.debian.org/debian/', 'bookworm/updates', 'deb.debian.org_debian_dists_bookworm_updates_'],
  ['http://mirror.example:8080', 'a', 'mirror.example:8080_dists_a_'],
  ['file:///srv/packages', './', '_srv_packages_._'],
  ['file:/srv/packages', './', '_srv_packages_._'],
  ['copy:///srv/a_b~c', 'x/', '_srv_a%5fb%7ec_x_'],
  ['http://a.example/p', '/', 'a.example_p_'],
])('the lists of %s %s begin with %s', (uri, suite, prefix) => {
  expect(listPrefix(uri, suite)).toBe(prefix);
});
