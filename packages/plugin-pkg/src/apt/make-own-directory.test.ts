import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeOwnDirectory } from './make-own-directory.ts';

let parent: string;
let dead: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'own-'));
  dead = `homeostat-${spawnSync('true').pid}-abcDEF`;
  mkdirSync(join(parent, dead));
  writeFileSync(join(parent, dead, 'key.asc'), 'left behind');
});
afterEach(() => rmSync(parent, { recursive: true }));

test('what a process that was killed has left goes, and what belongs to one that lives stays', () => {
  const others = [`homeostat-${process.ppid}-abcDEF`, 'homeostat', 'another'];
  for (const name of others) mkdirSync(join(parent, name));
  const made = makeOwnDirectory(parent);
  expect(statSync(made).mode & 0o777).toBe(0o700);
  expect(readdirSync(parent).sort()).toEqual([...others, basename(made)].sort());
});

test('where others may write nothing is removed', () => {
  chmodSync(parent, 0o1777);
  makeOwnDirectory(parent);
  expect(readdirSync(parent)).toContain(dead);
});
