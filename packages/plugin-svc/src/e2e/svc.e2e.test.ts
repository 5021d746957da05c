import { type Host, Lab } from '@homeostat/lab';
import { afterAll, beforeAll, describe } from 'vitest';
import { hostWorld } from '../testing/host-world.ts';
import { svcCases } from '../testing/svc-cases.ts';

describe('on a booted host', () => {
  let lab: Lab;
  let host: Host;

  beforeAll(async () => {
    lab = await Lab.start();
    host = await lab.host('a');
  });
  afterAll(() => lab.stop());

  svcCases(async () => hostWorld(host));
});
