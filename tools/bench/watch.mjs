// What watching costs and how fast it is: setting up, from a write to the call, a storm, and what strangers on the same disk pay.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median, table } from './report.mjs';
import { pathsIn, plantFiles } from './watch/files.mjs';

const place = (name) => fileURLToPath(new URL(`./watch/${name}`, import.meta.url));
const writes = 1_000;

/** A process that watches; resolves when it is armed. */
async function watching(options) {
  const child = fork(place('watching.mjs'), [JSON.stringify(options)], {
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
  });
  const [armed] = await once(child, 'message');
  const ask = async (question) => {
    child.send(question);
    const [answer] = await once(child, 'message');
    return answer;
  };
  return { armed, ask };
}

/** Microseconds from the return of a write to the call, one file after the other. */
async function latencies(root, count, ask) {
  await ask('begin');
  const returned = [];
  for (const path of pathsIn(root, Math.min(count, writes))) {
    writeFileSync(path, 'x');
    returned.push(Number(process.hrtime.bigint()));
    await setTimeout(2);
  }
  await setTimeout(1_000);
  const { times } = await ask('tell');
  const us = returned.map((time, index) => (times[index] - time) / 1_000).sort((a, b) => a - b);
  return { p50: us[Math.floor(us.length * 0.5)], p99: us[Math.floor(us.length * 0.99)] };
}

async function storm(root, count, ask) {
  await ask('begin');
  execFileSync(process.execPath, [place('touch-all.mjs'), root, `${count}`]);
  await setTimeout(1_000);
  const { cpuUs, told } = await ask('tell');
  return { cpuUs: cpuUs / count, lost: count - told };
}

async function measure(root, count, options) {
  const { armed, ask } = await watching({ root, count, ...options });
  const { p50, p99 } = await latencies(root, count, ask);
  const { cpuUs, lost } = await storm(root, count, ask);
  const { closeMs } = await ask('close');
  return {
    rung: armed.rung,
    paths: count,
    'arm, ms': armed.armMs.toFixed(0),
    'heap, MiB': armed.heapMiB.toFixed(0),
    'close, ms': closeMs.toFixed(0),
    'p50, µs': p50.toFixed(0),
    'p99, µs': p99.toFixed(0),
    'storm, µs of CPU a file': cpuUs.toFixed(1),
    lost,
  };
}

async function strangers(root) {
  const foreign = join(root, 'foreign');
  mkdirSync(foreign);
  const cost = () =>
    Number(execFileSync(process.execPath, [place('stranger.mjs'), foreign], { encoding: 'utf8' }));
  const subjects = { nobody: undefined, 'inode-marks': 1_000_000, 'filesystem-mark': 0 };
  const costs = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < 5; round += 1) {
    for (const [name, mostInodeMarks] of Object.entries(subjects)) {
      const watcher =
        mostInodeMarks === undefined ? undefined : await watching({ root, count: 10_000, mostInodeMarks });
      costs[name].push(cost());
      await watcher?.ask('close');
    }
  }
  return Object.entries(costs).map(([name, all]) => ({
    'who watches 10,000 files': name,
    'open + write + close, µs of CPU': median(all).toFixed(2),
  }));
}

export async function run() {
  const root = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  try {
    const rows = [];
    for (const count of [10_000, 100_000]) {
      plantFiles(root, count);
      for (const options of [{}, { mostInodeMarks: 1_000_000 }, { native: null }])
        rows.push(await measure(root, count, options));
    }
    plantFiles(root, 1_000_000);
    rows.push(await measure(root, 1_000_000, {}));
    table('Watching: a hundred files in a directory', rows);
    table('What it costs another process that writes on the same disk', await strangers(root));
  } finally {
    rmSync(root, { recursive: true });
  }
}
