import { type Host, Lab } from '@homeostat/lab';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { HomeostatOnHost } from './homeostat-on-host.ts';

export interface UsedHost {
  readonly host: Host;
  readonly homeostat: HomeostatOnHost;
}

/** A fresh host for each test of the file. */
export function useHost(): UsedHost {
  let lab: Lab;
  let host: Host;
  let hosts = 0;
  beforeAll(async () => {
    lab = await Lab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    hosts += 1;
    host = await lab.host(`h${hosts}`);
  });
  return {
    get host() {
      return host;
    },
    get homeostat() {
      return new HomeostatOnHost(host);
    },
  };
}
