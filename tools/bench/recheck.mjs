// A check of all files again in a running engine, beside a loop that does the same in this process; and the longest that
// anything else had to wait for the loop of events meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '@homeostat/engine';
import { filePlugin } from '@homeostat/plugin-file';
import { WATCHER } from '@homeostat/resource';
import { declareTree, plantTree } from './files/tree.mjs';
import { check } from './files/yardstick.mjs';
import { median, table } from './report.mjs';

const rounds = 15;
const count = 10_000;

/** Runs the work, and tells how long the longest turn of the event loop was. */
async function withLongestTurn(work) {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  running = false;
  return { ms, longest };
}

export async function run() {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const root = join(scratch, 'root');
  const file = declareTree(root, count);
  plantTree(root, file);
  const notices = [];
  const watcher = {
    watch(_path, notify) {
      notices.push(notify);
      return { close() {} };
    },
  };
  const engine = createEngine({
    plugins: [filePlugin],
    configure: (container) => container.register(WATCHER, { useValue: watcher }),
  });
  const resources = file.map(({ name, ...params }) => ({ kind: 'file', name, params }));
  await engine.changeOver({ resources, edges: [] });
  await engine.converged(0);
  const loops = [];
  const checks = [];
  for (let round = -2; round < rounds; round += 1) {
    const start = performance.now();
    if (check(file) !== 0) throw new Error('Not in state');
    const loopMs = performance.now() - start;
    const checked = await withLongestTurn(async () => {
      for (const notify of notices) notify();
      await engine.converged(0);
    });
    if (round < 0) continue;
    loops.push(loopMs);
    checks.push(checked);
  }
  await engine.stop();
  rmSync(scratch, { recursive: true });
  table(`All ${count} files looked at again in a running engine`, [
    {
      'plain loop, ms': median(loops).toFixed(0),
      'homeostat, ms': median(checks.map(({ ms }) => ms)).toFixed(0),
      'times the loop': median(checks.map(({ ms }, index) => ms / loops[index])).toFixed(2),
      'longest turn of the loop, ms': median(checks.map(({ longest }) => longest)).toFixed(1),
    },
  ]);
}
