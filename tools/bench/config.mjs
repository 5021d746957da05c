// Reading a config of 10,000 files, as JSON and as YAML, beside what the libraries alone take; and what a million take from JSON.
// Each figure is from a process of its own, since a command reads its file once.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfig, readConfig } from '@homeostat/config';
import { median, table } from './report.mjs';

const libraries = createRequire(new URL('../../packages/config/package.json', import.meta.url));
const rounds = 9;

const file = (index) => ({
  name: `/srv/d${Math.floor(index / 100)}/f${index}`,
  content: `content of file ${index}\n`.repeat(8),
  mode: '0644',
});
const declare = (count) => ({
  resources: { file: Array.from({ length: count }, (_, index) => file(index)) },
});

/** By name: what is read, and how. */
const readings = {
  'JSON.parse': ['json', () => JSON.parse],
  'parseConfig, JSON': ['json', () => (text) => parseConfig(text, 'site.json')],
  'js-yaml, load': ['yaml', () => libraries('js-yaml').load],
  'yaml, parseDocument': ['yaml', () => libraries('yaml').parseDocument],
  'parseConfig, YAML': ['yaml', () => (text) => parseConfig(text, 'site.yaml')],
  'parseConfig, YAML with an anchor': ['anchor.yaml', () => (text) => parseConfig(text, 'site.yaml')],
  'parseConfig, YAML, and the first position': [
    'yaml',
    () => (text) => parseConfig(text, 'site.yaml').declarations.resources[0].locate([]),
  ],
};

function readOnce(name, path) {
  const read = readings[name][1]();
  const text = readFileSync(path, 'utf8');
  const start = performance.now();
  read(text);
  return { ms: performance.now() - start, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

async function readMany(path) {
  const start = performance.now();
  const { declarations, problems } = await readConfig(path);
  const ms = performance.now() - start;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const declared = declarations.resources.length;
  if (problems.length > 0) throw new Error(problems[0].message);
  globalThis.gc();
  return { ms, peakMiB, declared, heapMiB: process.memoryUsage().heapUsed / 2 ** 20 };
}

function inOwnProcess(...args) {
  const child = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), ...args]);
  if (child.status !== 0) throw new Error(child.stderr.toString());
  return JSON.parse(child.stdout.toString());
}

function writeMany(path, count) {
  const out = openSync(path, 'w');
  writeSync(out, '{"resources":{"file":[');
  for (let index = 0; index < count; index += 1)
    writeSync(out, `${index === 0 ? '' : ','}${JSON.stringify(file(index))}`);
  writeSync(out, ']}}');
  closeSync(out);
}

function measureReadings(scratch) {
  const declared = declare(10_000);
  const yaml = libraries('yaml').stringify(declared);
  writeFileSync(join(scratch, 'json'), JSON.stringify(declared));
  writeFileSync(join(scratch, 'yaml'), yaml);
  writeFileSync(join(scratch, 'anchor.yaml'), yaml.replace('resources:', 'resources: &all'));
  const results = new Map(Object.keys(readings).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, list] of results) list.push(inOwnProcess(name, join(scratch, readings[name][0])));
  return [...results].map(([name, list]) => ({
    '': name,
    ms: median(list.map(({ ms }) => ms)).toFixed(0),
    'peak, MiB': median(list.map(({ peakMiB }) => peakMiB)).toFixed(0),
  }));
}

export function run() {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  try {
    table('Config: 10,000 files, with content and mode', measureReadings(scratch));
    const path = join(scratch, 'many.json');
    writeMany(path, 1_000_000);
    const many = inOwnProcess('many', path);
    table('Config: readConfig of 1,000,000 files from JSON', [
      {
        files: many.declared,
        'the file, MiB': (statSync(path).size / 2 ** 20).toFixed(0),
        s: (many.ms / 1000).toFixed(1),
        'peak, MiB': many.peakMiB.toFixed(0),
        'kept, MiB': many.heapMiB.toFixed(0),
      },
    ]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, path] = process.argv.slice(2);
  const result = name === 'many' ? await readMany(path) : readOnce(name, path);
  process.stdout.write(JSON.stringify(result));
}
