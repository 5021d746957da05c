import { lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { STATE_STORE, type StateStore } from '@homeostat/resource';
import { describe, expect, it } from 'vitest';
import { contextOf, servicesOf, storeOf } from '../testing/context.ts';
import { check, keep } from '../testing/keeper.ts';
import { settledFile } from '../testing/settled-file.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { sumOf } from '../wanted-content.ts';
import { StatCache } from './stat-cache.ts';

const key = 'stat cache of file';

function readByProcess(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}

describe('the stat cache', () => {
  const at = temporaryDirectory();
  /** What a store of these values knows of the file, as a start of the program would find it. */
  const knownIn = async (values: Map<string, unknown>, path: string, content: string) =>
    (await StatCache.of(servicesOf({ store: storeOf(values) }))).sumOf(path, lstatSync(path)) ===
    sumOf(content);

  const checkAndSave = async (store: StateStore, params: Record<string, unknown>) => {
    const services = servicesOf({ store });
    await check(params, { store });
    await (await StatCache.of(services)).saveAll(services);
  };

  it('keeps the sum of what was read over a restart, and no content', async () => {
    await settledFile(at('f'), 'plain text');
    const values = new Map<string, unknown>();
    await checkAndSave(storeOf(values), { path: at('f'), content: 'plain text' });
    expect(await knownIn(values, at('f'), 'plain text')).toBe(true);
    expect(await knownIn(values, at('f'), 'other text')).toBe(false);
    expect(JSON.stringify([...values])).not.toContain('plain');
  });

  it('keeps a later start from reading a file that was not touched', async () => {
    const size = 4 * 2 ** 20;
    const params = { path: at('f'), content: 'x'.repeat(size) };
    await settledFile(at('f'), params.content);
    const values = new Map<string, unknown>();
    /** How many bytes a check reads, as the kernel counts them. */
    const bytesRead = async () => {
      const store = storeOf(values);
      const before = readByProcess();
      await checkAndSave(store, params);
      return readByProcess() - before;
    };
    expect(await bytesRead()).toBeGreaterThanOrEqual(size);
    expect(await bytesRead()).toBeLessThan(size / 2);
  });

  it('is saved meanwhile when much is new, and that in proportion to what it knows', async () => {
    await settledFile(at('f'), '');
    const services = servicesOf({ store: storeOf(new Map()) });
    const cache = await StatCache.of(services);
    let known = 0;
    /** Whether it is saved once so much more is known. */
    const isSavedAfter = async (more: number) => {
      for (let n = 0; n < more; n += 1) cache.remember(`/${known++}`, lstatSync(at('f')), Date.now(), 'sum');
      await services.get(STATE_STORE).delete(key);
      await cache.saveMany(services);
      return (await services.get(STATE_STORE).get(key)) !== undefined;
    };
    expect(await isSavedAfter(99)).toBe(false);
    expect(await isSavedAfter(901)).toBe(true);
    expect(await isSavedAfter(150)).toBe(false);
    expect(await isSavedAfter(100)).toBe(true);
  });

  it('does not trust the times of a file that was changed a moment ago', async () => {
    const store = storeOf(new Map());
    writeFileSync(at('f'), 'aaa');
    expect(await check({ path: at('f'), content: 'aaa' }, { store })).toEqual([]);
    expect((await StatCache.of(servicesOf({ store }))).sumOf(at('f'), lstatSync(at('f')))).toBe(undefined);
  });

  it('sees a change of the same size, in the same inode and with the same mtime', async () => {
    const store = storeOf(new Map());
    await settledFile(at('f'), 'aaa');
    await keep({ path: at('f'), content: 'aaa' }, { store });
    await settledFile(at('f'), 'aab');
    expect(await check({ path: at('f'), content: 'aaa' }, { store })).toHaveLength(1);
  });

  it('sees another file in its place', async () => {
    const store = storeOf(new Map());
    await settledFile(at('f'), 'aaa');
    await settledFile(at('other'), 'aab');
    await keep({ path: at('f'), content: 'aaa' }, { store });
    renameSync(at('other'), at('f'));
    expect(await check({ path: at('f'), content: 'aaa' }, { store })).toHaveLength(1);
  });

  it('holds nothing of a file that not everybody may read', async () => {
    await settledFile(at('f'), 'hunter2', 0o640);
    const values = new Map<string, unknown>();
    await checkAndSave(storeOf(values), { path: at('f'), content: 'hunter2' });
    expect(await knownIn(values, at('f'), 'hunter2')).toBe(false);
    expect(JSON.stringify([...values])).not.toContain(sumOf('hunter2'));
  });

  it('forgets at its end what nobody asked for', async () => {
    await settledFile(at('f'), 'x');
    const values = new Map<string, unknown>([[key, ['/gone', '1 2 3 4 5 sum']]]);
    await checkAndSave(storeOf(values), { path: at('f'), content: 'x' });
    expect(values.get(key)).toEqual([at('f'), expect.any(String)]);
  });

  it.each([[null], ['text'], [[1, 2]], [['/f']], [{}], [7]])(
    'begins anew with a damaged one: %j',
    async (damaged) => {
      await settledFile(at('f'), 'x');
      const store = storeOf(new Map<string, unknown>([[key, damaged]]));
      expect(await check({ path: at('f'), content: 'x' }, { store })).toEqual([]);
      expect(await check({ path: at('f'), content: 'y' }, { store })).toHaveLength(1);
    },
  );

  it('warns of a store that fails, and checks all the same', async () => {
    await settledFile(at('f'), 'x');
    const broken = async () => Promise.reject(new Error('no disk'));
    const store: StateStore = { get: broken, set: broken, delete: broken };
    const warnings: string[] = [];
    const log = { ...contextOf().log, warn: (message: string) => void warnings.push(message) };
    expect(await check({ path: at('f'), content: 'x' }, { store })).toEqual([]);
    const services = servicesOf({ store, log });
    await (await StatCache.of(services)).saveAll(services);
    expect(warnings).toEqual([expect.stringContaining('no disk')]);
  });
});
