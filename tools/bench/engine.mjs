// Compile and first pass over 100,000 noop resources, each size in a process of its own; and a change-over by one resource.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEngine } from '@homeostat/engine';
import { corePlugin } from '@homeostat/plugin-core';
import { median, table } from './report.mjs';

function declarations(count, grouped) {
  const resources = Array.from({ length: count }, (_, index) => ({
    kind: 'noop',
    name: `n${index}`,
    params: grouped ? { group: 'all' } : {},
  }));
  const edges = Array.from({ length: count - 1 }, (_, index) => ({
    from: { kind: 'noop', name: `n${index >> 1}` },
    to: { kind: 'noop', name: `n${index + 1}` },
  }));
  return { resources, edges };
}

async function measure(count, grouped) {
  const engine = createEngine({ plugins: [corePlugin] });
  const declared = declarations(count, grouped);
  const start = performance.now();
  await engine.changeOver(declared);
  await engine.converged(0);
  const converged = performance.now();
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const next = {
    ...declared,
    resources: declared.resources.with(count - 1, { kind: 'noop', name: 'new', params: {} }),
  };
  next.edges = declared.edges.slice(0, -1);
  await engine.changeOver(next);
  await engine.converged(0);
  const changed = performance.now();
  const { ok } = engine.summary();
  await engine.stop();
  if (ok !== count) throw new Error(`${ok} of ${count} are in state`);
  return {
    startMs: converged - start,
    changeOverMs: changed - converged,
    peakMiB,
  };
}

export function run() {
  const rows = [];
  for (const grouped of [false, true]) {
    for (const count of [1_000, 10_000, 100_000]) {
      const results = Array.from({ length: 5 }, () => {
        const child = spawnSync(process.execPath, [
          fileURLToPath(import.meta.url),
          String(count),
          String(grouped),
        ]);
        if (child.status !== 0) throw new Error(child.stderr.toString());
        return JSON.parse(child.stdout.toString());
      });
      const of = (key) => median(results.map((result) => result[key])).toFixed(0);
      rows.push({
        resources: count,
        edges: count - 1,
        grouped: grouped ? 'one bucket' : 'each alone',
        'compile and first pass, ms': of('startMs'),
        'peak till then, MiB': of('peakMiB'),
        'change-over by one, ms': of('changeOverMs'),
      });
    }
  }
  table('Engine: noop resources, an edge to each from the one at half its number', rows);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count, grouped] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await measure(Number(count), grouped === 'true')));
}
