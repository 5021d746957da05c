import { afterEach, expect, test, vi } from 'vitest';
import { environment } from './environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('maintainer scripts get nothing of ours but the proxies, and nobody to ask', () => {
  vi.stubEnv('SECRET', 'x');
  vi.stubEnv('LD_PRELOAD', '/x.so');
  vi.stubEnv('http_proxy', 'http://proxy.example:3128');
  for (const name of ['https_proxy', 'ftp_proxy', 'no_proxy']) vi.stubEnv(name, undefined);
  expect(environment()).toEqual({
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
    APT_LISTCHANGES_FRONTEND: 'none',
    http_proxy: 'http://proxy.example:3128',
  });
});
