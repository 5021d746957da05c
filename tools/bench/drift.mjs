// How long a drifted file stays drifted: from the return of the write that spoils it until its content is right again, seen by
// another process than homeostat's. One file at a time, at random.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { table } from './report.mjs';

const bin = fileURLToPath(new URL('../../packages/cli/bin/homeostat.js', import.meta.url));
const perDirectory = 100;
const rounds = 500;

function declare(root, count) {
  const file = [];
  for (let index = 0; index < count; index += 1) {
    const directory = join(root, `d${Math.floor(index / perDirectory)}`);
    if (index % perDirectory === 0) file.push({ name: `${directory}/` });
    file.push({
      name: join(directory, `f${index}`),
      content: `content of file ${index}\n`.repeat(8),
      mode: '0644',
    });
  }
  return { resources: { file } };
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Milliseconds until the file holds what was declared. Looks every 0.1 ms: without a pause it would keep the directory busy. */
function spoil({ name, content }) {
  writeFileSync(name, 'spoilt\n');
  const start = performance.now();
  while (performance.now() - start < 10_000) {
    if (readFileSync(name, 'utf8') === content) return performance.now() - start;
    Atomics.wait(sleeper, 0, 0, 0.1);
  }
  return undefined;
}

async function measure(count) {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const root = join(scratch, 'root');
  mkdirSync(root);
  const config = declare(root, count);
  writeFileSync(join(scratch, 'site.json'), JSON.stringify(config));
  const args = [bin, 'run', join(scratch, 'site.json'), '--state', join(scratch, 'state'), '--json'];
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const events = createInterface({ input: child.stdout });
    let convergedMs;
    for await (const line of events) {
      if (JSON.parse(line).type !== 'converged') continue;
      convergedMs = performance.now() - started;
      break;
    }
    child.stdout.resume();
    const files = config.resources.file.filter(({ content }) => content !== undefined);
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      times.push(spoil(files[Math.floor(Math.random() * files.length)]));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const repaired = times.filter((ms) => ms !== undefined).sort((a, b) => a - b);
    const at = (share) =>
      repaired[Math.min(repaired.length - 1, Math.floor(repaired.length * share))].toFixed(2);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return {
      files: count,
      'from nothing to converged, s': (convergedMs / 1000).toFixed(2),
      'repair p50, ms': at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      worst: at(1),
      lost: times.length - repaired.length,
      'RSS, MiB': (Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024).toFixed(0),
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(scratch, { recursive: true });
  }
}

export async function run() {
  const rows = [];
  for (const count of [100, 1_000, 10_000]) rows.push(await measure(count));
  table(`Drift: ${rounds} files spoilt, one at a time, ${perDirectory} in a directory`, rows);
}
