// A million declared files: from the start to converged, what it holds then, and whether drift is still put right.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startHomeostat } from './files/running-homeostat.mjs';
import { declareTree, plantTree } from './files/tree.mjs';
import { median, table } from './report.mjs';

const count = 1_000_000;
const spoiltFiles = 100;

async function repairMs({ name, content }) {
  writeFileSync(name, 'spoilt\n');
  const start = performance.now();
  while (readFileSync(name, 'utf8') !== content) {
    if (performance.now() - start > 60_000) return undefined;
    await setTimeout(0.1);
  }
  return performance.now() - start;
}

export async function run() {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const root = join(scratch, 'root');
  const config = join(scratch, 'site.json');
  let file = declareTree(root, count);
  plantTree(root, file);
  writeFileSync(config, JSON.stringify({ resources: { file } }));
  const files = file.filter(({ content }) => content !== undefined);
  const picked = Array.from({ length: spoiltFiles }, () => files[Math.floor(Math.random() * count)]);
  file = undefined;
  const started = performance.now();
  const homeostat = startHomeostat(config, join(scratch, 'state'));
  try {
    await homeostat.converged();
    const convergedMs = performance.now() - started;
    const peak = homeostat.memoryMiB('VmHWM');
    await setTimeout(5_000);
    const times = [];
    for (const each of picked) times.push(await repairMs(each));
    const marks = homeostat.marks();
    table('A million declared files, all right', [
      {
        'to converged, s': (convergedMs / 1000).toFixed(1),
        'peak, MiB': peak.toFixed(0),
        'RSS after, MiB': homeostat.memoryMiB('VmRSS').toFixed(0),
        'marks on file systems': marks.fileSystems,
        'on directories': marks.directories,
        'repair p50, ms': median(times.filter((ms) => ms !== undefined)).toFixed(1),
        lost: times.filter((ms) => ms === undefined).length,
      },
    ]);
  } finally {
    await homeostat.end();
    rmSync(scratch, { recursive: true });
  }
}
