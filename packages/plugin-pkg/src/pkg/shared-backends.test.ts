import { CLOCK, type Services, type ServiceToken } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { MemoryManager } from '../testing/memory-manager.ts';
import { SharedBackends } from './shared-backends.ts';

function newServices(): Services {
  const clock = { now: () => 0, schedule: () => () => {} };
  return { get: <T>(token: ServiceToken<T>) => (token === CLOCK ? clock : undefined) as T };
}

test('"auto" and what it stands for are one back end of an engine, and another engine has its own', async () => {
  const backends = new SharedBackends(async () => new MemoryManager());
  const services = newServices();
  const shared = await backends.of('auto', services);
  expect(await backends.of('apt', services)).toBe(shared);
  expect(await backends.of('auto', services)).toBe(shared);
  expect(await backends.of('auto', newServices())).not.toBe(shared);
});

test('a package manager that was missing is found once it is there', async () => {
  let isThere = false;
  const backends = new SharedBackends(async () => {
    if (isThere) return new MemoryManager();
    throw new Error('missing');
  });
  const services = newServices();
  await expect(backends.of('auto', services)).rejects.toThrow('missing');
  isThere = true;
  expect((await backends.of('auto', services)).manager.name).toBe('memory');
});
