// How long a drifted file stays drifted: from the return of the write, chmod or unlink that spoils it until it is right again, seen
// by another process than homeostat's. One file at a time, at random. Then, what homeostat takes when nothing happens.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startHomeostat } from './files/running-homeostat.mjs';
import { declareTree } from './files/tree.mjs';
import { table } from './report.mjs';

const rounds = 1_000;
/** @unit seconds */
const idleFor = 20;

const spoilings = [
  ({ name }) => writeFileSync(name, 'spoilt\n'),
  ({ name }) => chmodSync(name, 0o600),
  ({ name }) => unlinkSync(name),
];

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function isRight({ name, content }) {
  const stats = lstatSync(name, { throwIfNoEntry: false });
  return stats !== undefined && (stats.mode & 0o7777) === 0o644 && readFileSync(name, 'utf8') === content;
}

/** Milliseconds until the file is as declared. Looks every 0.1 ms: without a pause it would keep the directory busy. */
function spoil(file, how) {
  how(file);
  const start = performance.now();
  while (performance.now() - start < 10_000) {
    if (isRight(file)) return performance.now() - start;
    Atomics.wait(sleeper, 0, 0, 0.1);
  }
  return undefined;
}

async function measure(count) {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const root = join(scratch, 'root');
  mkdirSync(root);
  const file = declareTree(root, count);
  const config = join(scratch, 'site.json');
  writeFileSync(config, JSON.stringify({ resources: { file } }));
  const started = performance.now();
  const homeostat = startHomeostat(config, join(scratch, 'state'));
  try {
    await homeostat.converged();
    const convergedMs = performance.now() - started;
    const files = file.filter(({ content }) => content !== undefined);
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      const at = Math.floor(Math.random() * files.length);
      times.push(spoil(files[at], spoilings[round % spoilings.length]));
      await setTimeout(2);
    }
    const repaired = times.filter((ms) => ms !== undefined).sort((a, b) => a - b);
    const at = (share) =>
      repaired[Math.min(repaired.length - 1, Math.floor(repaired.length * share))].toFixed(2);
    // What the repairs have left to collect is done by then.
    await setTimeout(10_000);
    const cpuBefore = homeostat.cpuSeconds();
    await setTimeout(idleFor * 1000);
    const idle = (homeostat.cpuSeconds() - cpuBefore) / idleFor;
    return {
      files: count,
      'from nothing to converged, s': (convergedMs / 1000).toFixed(2),
      'repair p50, ms': at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      worst: at(1),
      lost: times.length - repaired.length,
      'idle RSS, MiB': homeostat.memoryMiB('VmRSS').toFixed(0),
      'idle CPU, % of a core': (idle * 100).toFixed(2),
    };
  } finally {
    await homeostat.end();
    rmSync(scratch, { recursive: true });
  }
}

export async function run() {
  const rows = [];
  for (const count of [100, 1_000, 10_000]) rows.push(await measure(count));
  table(`Drift: ${rounds} files written, chmodded or deleted, one at a time`, rows);
}
