import { existsSync } from 'node:fs';
import { CLOCK, serviceToken } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { findings } from '../findings.ts';
import type { AnyResource } from '../resource-cases.ts';
import { note, noteCases } from '../testing/note.ts';
import { onStage, type Setting } from './stage.ts';

const PHONE = serviceToken<{ number: number; close(): void }>('phone');
const setting: Setting = { resource: note, services: [], deadlineMs: 1000 };

test('a stage gives the services of the engine and those that were offered, and closes these', async () => {
  const closed: number[] = [];
  const phone = () => ({
    number: 42,
    close() {
      closed.push(this.number);
    },
  });
  const dir = await onStage({ ...setting, services: [[PHONE, phone]] }, async (stage) => {
    expect(stage.services.get(PHONE).number).toBe(42);
    expect(stage.services.get(CLOCK).now()).toBeGreaterThan(0);
    expect(closed).toEqual([]);
    return stage.dir;
  });
  expect(closed).toEqual([42]);
  expect(existsSync(dir)).toBe(false);
});

test('a stage is cleared away when what happens on it fails', async () => {
  let dir = '';
  const failing = onStage(setting, async (stage) => {
    dir = stage.dir;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(dir)).toBe(false);
});

test('a service that is missing is told of with what to do', async () => {
  const resource: AnyResource = {
    ...note,
    check: (_params, { services }) => services.get(PHONE) && [],
  };
  const [finding] = await findings(resource, { inSync: [noteCases.inState] });
  expect(finding!.message).toMatch(
    /^check failed: SERVICE_MISSING: .*"homeostat.phone"\n {2}Add it to the services/,
  );
});

test('the state store of a stage remembers what JSON can tell', async () => {
  await onStage(setting, async ({ store }) => {
    await store.set('note[a]', { at: new Date(0), left: undefined });
    expect(await store.get('note[a]')).toEqual({ at: '1970-01-01T00:00:00.000Z' });
    await store.delete('note[a]');
    expect(await store.get('note[a]')).toBeUndefined();
  });
});

test('a case that is skipped is not tried', async () => {
  const skipped = {
    ...noteCases.inState,
    setUp: () => Promise.reject(new Error('tried')),
    skip: 'needs another machine',
  };
  expect(await findings(note, { inSync: [skipped] })).toEqual([]);
});
