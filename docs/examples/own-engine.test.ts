import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterEach, beforeEach, expect, test } from 'vitest';

const example = fileURLToPath(new URL('own-engine.ts', import.meta.url));

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'homeostat-own-'));
});
afterEach(() => rmSync(place, { recursive: true }));

test('own-engine.ts has at most 40 lines, and as one bundled file it runs alone', async () => {
  expect(readFileSync(example, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  await build({
    input: example,
    platform: 'node',
    resolve: { conditionNames: ['@homeostat/source', 'node', 'import', 'default'] },
    output: { file: join(place, 'own-engine.mjs'), codeSplitting: false },
  });
  expect(readdirSync(place)).toEqual(['own-engine.mjs']);
  const run = () =>
    execFileSync(process.execPath, ['own-engine.mjs', join(place, 'kept')], { cwd: place, encoding: 'utf8' });
  expect(run()).toBe(`file[${place}/kept/] was put right\nfile[${place}/kept/motd] was put right\n`);
  expect(readFileSync(join(place, 'kept/motd'), 'utf8')).toBe('Hello\n');
  expect(run()).toBe('');
});

test('own-engine.md shows own-engine.ts as it is', () => {
  const guide = readFileSync(new URL('../guide/own-engine.md', import.meta.url), 'utf8');
  expect(guide).toContain(`\`\`\`ts\n${readFileSync(example, 'utf8')}\`\`\``);
});
