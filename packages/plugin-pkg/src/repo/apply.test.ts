import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceContext } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyAll } from './apply.ts';
import { repoParams } from './params.ts';
import { Places } from './places.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repo-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('once asked to stop nothing more is written', async () => {
  const params = repoParams.parse({ name: 'r', uris: ['file:/x'], suites: ['./'], enabled: false });
  const members = [{ params, ctx: {} as ResourceContext, changes: [{ property: 'source' }] }];
  const stopped = await applyAll(members, new Places(root), 1, AbortSignal.abort());
  expect(stopped).toMatchObject([{ status: 'rejected', reason: { name: 'AbortError' } }]);
  expect(readdirSync(root)).toEqual([]);
  const done = await applyAll(members, new Places(root), 1, new AbortController().signal);
  expect(done).toMatchObject([{ status: 'fulfilled' }]);
  expect(readdirSync(join(root, 'etc/apt/sources.list.d'))).toEqual(['r.sources']);
});
