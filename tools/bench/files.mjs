// Whole processes, from start to exit: files that are right already, and files from nothing, beside a plain Node loop that does
// the same. In turn, so that a machine whose speed drifts slows both.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeostat, runMeasured, yardstick } from './files/measured-process.mjs';
import { declareTree, plantTree } from './files/tree.mjs';
import { median, table } from './report.mjs';

const rounds = 7;

/** Runs each subject once in every round, after one round that does not count. */
function inTurn(subjects) {
  const runs = subjects.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const measured = subject();
      if (round >= 0) runs[index].push(measured);
    }
  }
  return runs;
}

function row(files, what, runs, floor) {
  const ratios = runs.map(({ ms }, round) => ms / floor[round].ms);
  return {
    files,
    what,
    s: (median(runs.map(({ ms }) => ms)) / 1000).toFixed(3),
    'peak, MiB': median(runs.map(({ peakMiB }) => peakMiB)).toFixed(0),
    'times the yardstick': median(ratios).toFixed(2),
  };
}

function asYaml(file) {
  const items = file.map(({ name, content, mode }) =>
    content === undefined
      ? `    - name: ${name}\n`
      : `    - name: ${name}\n      content: |\n        ${content}      mode: "${mode}"\n`,
  );
  return `resources:\n  file:\n${items.join('')}`;
}

function checkRows(scratch, count) {
  const root = join(scratch, `check-${count}`);
  const file = declareTree(root, count);
  plantTree(root, file);
  const json = `${root}.json`;
  const yaml = `${root}.yaml`;
  writeFileSync(json, JSON.stringify({ resources: { file } }));
  writeFileSync(yaml, asYaml(file));
  const run = (config, state) =>
    runMeasured(homeostat, 'run', config, '--converged-timeout', '0', '--state', state);
  let next = 0;
  const freshState = () => join(scratch, `state-${count}-${next++}`);
  const kept = join(scratch, `state-${count}`);
  const names = [
    'plain Node loop (yardstick)',
    'homeostat, cold, JSON',
    'homeostat, cold, YAML',
    'homeostat, again',
  ];
  const runs = inTurn([
    () => runMeasured(yardstick, 'check', json),
    () => run(json, freshState()),
    () => run(yaml, freshState()),
    () => run(json, kept),
  ]);
  return runs.map((each, index) => row(count, names[index], each, runs[0]));
}

function createRows(scratch, count) {
  const root = join(scratch, `create-${count}`);
  const config = `${root}.json`;
  writeFileSync(
    config,
    JSON.stringify({ resources: { file: [{ name: `${root}/` }, ...declareTree(root, count)] } }),
  );
  let next = 0;
  // Moved and not deleted: ext4 passes over inodes that were freed a moment ago, which costs whoever comes next.
  const aside = (work) => {
    const measured = work();
    renameSync(root, `${root}-${next++}`);
    return measured;
  };
  const state = () => join(scratch, `state-create-${count}-${next}`);
  const names = ['plain Node loop: temporary file, rename', 'homeostat: the same, and durable'];
  const runs = inTurn([
    () => aside(() => runMeasured(yardstick, 'create', config)),
    () => aside(() => runMeasured(homeostat, 'run', config, '--converged-timeout', '0', '--state', state())),
  ]);
  return runs.map((each, index) => row(count, names[index], each, runs[0]));
}

export function run() {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  try {
    table('Files that are right already', [...checkRows(scratch, 1_000), ...checkRows(scratch, 10_000)]);
    table('Files from nothing', [...createRows(scratch, 1_000), ...createRows(scratch, 10_000)]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
