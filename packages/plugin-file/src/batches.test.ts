import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Change } from '@homeostat/resource';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { applyAll } from './apply-all.ts';
import { checkAll } from './check-all.ts';
import { contextOf } from './testing/context.ts';
import { keep, parse } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const at = temporaryDirectory();
const { signal } = new AbortController();

const members = (params: readonly Record<string, unknown>[]) => {
  const ctx = contextOf();
  return params.map((each) => ({ params: parse(each), ctx }));
};

const files = (count: number, content: string) =>
  Array.from({ length: count }, (_, index) => ({
    path: at(`d${index % 7}`, `f${index}`),
    content: `${content} ${index}`,
    mode: '0644',
  }));

const makeDirectories = () => {
  for (let index = 0; index < 7; index++) mkdirSync(at(`d${index}`));
};

/** What the engine does for a unit. */
const keepAll = async (params: readonly Record<string, unknown>[]) => {
  const all = members(params);
  const found = (await checkAll(all, signal)).map((result) =>
    result.status === 'fulfilled' ? result.value : [],
  );
  const differing = all
    .map((member, index) => ({ ...member, changes: found[index] as readonly Change[] }))
    .filter(({ changes }) => changes.length > 0);
  return applyAll(differing, signal);
};

it.each([1, 63, 300])(
  'a batch of %d files is put in place, and leaves nothing beside them',
  async (count) => {
    makeDirectories();
    const params = files(count, 'text');
    expect((await keepAll(params)).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const { path, content } of params) expect(readFileSync(path, 'utf8')).toBe(content);
    const found = Array.from({ length: 7 }, (_, index) => readdirSync(at(`d${index}`))).flat();
    expect(found.filter((name) => !/^f\d+$/.test(name))).toEqual([]);
    const checked = await checkAll(members(params), signal);
    expect(checked.every((result) => result.status === 'fulfilled' && result.value.length === 0)).toBe(true);
  },
);

it.each([10, 100])('of a batch of %d files those that fail do so alone', async (count) => {
  makeDirectories();
  const params = files(count, 'text');
  mkdirSync(params[3]!.path);
  params[5]!.path = at('none/f5');
  const checked = await checkAll(members(params), signal);
  expect(checked.flatMap((result, index) => (result.status === 'rejected' ? [index] : []))).toEqual([3]);
  const changes = [{ property: 'state' }, { property: 'content' }, { property: 'mode' }];
  const applied = await applyAll(
    members(params).map((member) => ({ ...member, changes })),
    signal,
  );
  const failed = applied.flatMap((result, index) =>
    result.status === 'rejected' ? [[index, result.reason.code]] : [],
  );
  expect(failed).toEqual([
    [3, 'FILE_OTHER_TYPE'],
    [5, 'PARENT_MISSING'],
  ]);
  for (const [index, { path, content }] of params.entries())
    if (index !== 3 && index !== 5) expect(readFileSync(path, 'utf8')).toBe(content);
});

it('an aborted batch leaves all as it was, and nothing beside it', async () => {
  makeDirectories();
  const abort = new AbortController();
  const changes = [{ property: 'state' }, { property: 'content' }];
  const applying = applyAll(
    members(files(3000, 'text')).map((member) => ({ ...member, changes })),
    abort.signal,
  );
  setImmediate(() => abort.abort());
  await expect(applying).rejects.toThrow();
  expect(readdirSync(at('d0'))).toEqual([]);
});

it('a check of 10,000 files lets others have their turn', async () => {
  makeDirectories();
  let turns = 0;
  let done = false;
  const turn = () => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  const checking = checkAll(members(files(10_000, 'text')), signal);
  setImmediate(turn);
  await checking;
  done = true;
  expect(turns).toBeGreaterThan(2);
});

it('a batch that is killed before its contents have their names leaves the old ones, and the next one sweeps up', async () => {
  makeDirectories();
  const params = files(100, 'new');
  for (const { path } of params) writeFileSync(path, 'old');
  // Stands still where the real one waits for the disk, until its input ends with the writer.
  mkdirSync(at('bin'));
  writeFileSync(at('bin/sync'), `#!/bin/sh\n: > ${at('waiting')}\nexec cat\n`);
  chmodSync(at('bin/sync'), 0o755);
  const bundle = await rolldown({
    input: fileURLToPath(new URL('testing/batch-writer.ts', import.meta.url)),
    platform: 'node',
    resolve: { conditionNames: ['@homeostat/source'] },
  });
  await bundle.write({ dir: at('writer'), entryFileNames: 'main.mjs', chunkFileNames: '[name].mjs' });
  await bundle.close();
  const changes = watch(at());
  const writer = spawn(process.execPath, [at('writer/main.mjs'), JSON.stringify(params)], {
    env: { ...process.env, PATH: `${at('bin')}:${process.env.PATH}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for await (const { filename } of changes) if (filename === 'waiting') break;
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  expect(readdirSync(at('d0')).some((name) => name.startsWith('.homeostat-'))).toBe(true);
  for (const { path } of params) expect(readFileSync(path, 'utf8')).toBe('old');
  expect((await keepAll(params)).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(readdirSync(at('d0')).filter((name) => name.startsWith('.homeostat-'))).toEqual([]);
});

it('a temporary file of a living process is swept up only when it is old', async () => {
  const name = (letter: string) => at(`.homeostat-${process.pid}-${letter.repeat(36)}`);
  for (const letter of ['a', 'b']) writeFileSync(name(letter), '');
  utimesSync(name('b'), 1_000_000_000, 1_000_000_000);
  writeFileSync(at('.homeostat-1-notes'), 'mine');
  await keep({ path: at('f'), content: 'x' });
  expect(readdirSync(at()).sort()).toEqual(
    ['f', '.homeostat-1-notes', `.homeostat-${process.pid}-${'a'.repeat(36)}`].sort(),
  );
});
