import type { EngineEvent } from '@homeostat/engine';
import { Problem } from '@homeostat/resource';
import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { KeptOutput } from '../testing/kept-output.ts';
import { aSummary, ToldEngine } from '../testing/told-engine.ts';
import { LineView } from './line-view.ts';

const execFailed = new Problem('EXEC_FAILED', 'The command ended with 3', { hint: 'Run it by hand' });

function lines(...events: EngineEvent[]): KeptOutput {
  const { output, engine } = aView();
  for (const event of events) engine.tell(event);
  return output;
}

function aView({ tellConverged = true } = {}) {
  const output = new KeptOutput();
  const engine = new ToldEngine();
  const view = new LineView(output, picocolors.createColors(false), tellConverged);
  view.follow(engine);
  return { output, engine, view };
}

test('LineView tells a change by its properties, the values that are short, and its time', () => {
  const changes = [
    { property: 'content', from: 'a\n', to: 'b\n' },
    { property: 'source', from: 'a', to: 'b'.repeat(41) },
    { property: 'mode', from: '0644', to: '0600' },
    { property: 'owner', to: 'ro\u001bot' },
  ];
  const { written } = lines({ type: 'changed', id: 'file[/etc/motd]', changes, ms: 3, output: '' });
  expect(written).toBe(
    'file[/etc/motd] changed: content, source, mode 0644 → 0600, owner → ro\\x1bot (3 ms)\n',
  );
});

test('LineView tells what a refresh did, and what is purged by its number and first names', () => {
  const id = 'svc[web]';
  const refreshed = [{ property: 'process', from: 'notified', to: 'reloaded' }];
  const purged = [{ property: 'purge', from: 'a\nb/\nc\nd\n', to: '' }];
  const { written } = lines(
    { type: 'refreshed', id, changes: refreshed, ms: 3, output: '' },
    { type: 'changed', id, changes: purged, ms: 3, output: '' },
  );
  expect(written).toBe(
    'svc[web] refreshed: reloaded (3 ms)\nsvc[web] changed: purge 4 (a, b/, c, …) (3 ms)\n',
  );
});

test('LineView puts the output of a command below, without its colours and with its other control characters shown', () => {
  const output = 'one\u0007\r\n\u001b[31mred\u001b[0m\n';
  const { written } = lines({ type: 'refreshed', id: 'exec[x]', changes: [], ms: 61_000, output });
  expect(written).toBe('exec[x] refreshed (1 min 1 s)\n  one\\x07\n  red\n');
});

test('LineView tells a failure with its code and hint', () => {
  const { written } = lines({ type: 'failed', id: 'exec[x]', problem: execFailed, output: 'no\n' });
  expect(written).toBe('exec[x] failed: EXEC_FAILED: The command ended with 3\n  Run it by hand\n  no\n');
});

test('LineView tells what a change-over waits for', () => {
  expect(lines({ type: 'leaving', ids: ['exec[a]', 'exec[b]'] }).written).toBe(
    'still running, as declared before: exec[a], exec[b]\n',
  );
});

test('LineView shows output once when the hint quotes it', () => {
  const problem = new Problem('E', 'No', { hint: 'Its output ended with:\nwhy\nno' });
  const { written } = lines({ type: 'failed', id: 'exec[x]', problem, output: 'why\nno\n' });
  expect(written).toBe('exec[x] failed: E: No\n  Its output ended with:\n  why\n  no\n');
});

test('LineView tells what a failure blocks and when it is tried again', () => {
  const { written } = lines(
    { type: 'retrying', id: 'exec[x]', problem: new Problem('E', 'No'), output: '', delayMs: 2500, left: 3 },
    { type: 'retrying', id: 'exec[x]', problem: new Problem('E', 'No'), output: '', delayMs: 0, left: -1 },
    { type: 'blocked', id: 'file[y]', by: 'exec[x]' },
  );
  expect(written).toBe(
    'exec[x] failed, trying again in 2.5 s, 3 more after it: E: No\n' +
      'exec[x] failed, trying again in 0 ms: E: No\n' +
      'file[y] blocked by exec[x]\n',
  );
});

test('LineView shows what a dry run found, with values', () => {
  const changes = [
    { property: 'mode', from: '0600', to: '0644' },
    { property: 'owner', to: 'root' },
  ];
  const { written } = lines(
    { type: 'would-change', id: 'file[a]', changes },
    { type: 'would-refresh', id: 'exec[b]' },
    { type: 'unclear', id: 'svc[c]', by: 'pkg[d\n]', problem: new Problem('SVC_UNKNOWN', 'There is none') },
  );
  expect(written).toBe(
    'file[a] would change:\n  mode: 0600 -> 0644\n  owner: (none) -> root\nexec[b] would be refreshed\n' +
      'svc[c] is unclear before pkg[d\\n] has changed: SVC_UNKNOWN: There is none\n',
  );
});

test('LineView shows no value of a secret, even when the engine left it there', () => {
  const changes = [{ property: 'content', from: 'hunter1\n', to: 'hunter2\n', secret: true }];
  const { written } = lines(
    { type: 'would-change', id: 'file[a]', changes },
    { type: 'changed', id: 'file[a]', changes, ms: 1, output: '' },
  );
  expect(written).toBe('file[a] would change:\n  content: (secret)\nfile[a] changed: content (1 ms)\n');
});

test('LineView lets no name break its line or reach the terminal', () => {
  const { written } = lines({ type: 'would-refresh', id: 'file[a\n\u001b]0;x\u0007]' });
  expect(written).toBe('file[a\\n\\x1b]0;x\\x07] would be refreshed\n');
});

test('LineView tells a graph, what came and went with it, and its warnings as notes', () => {
  const graph = {
    type: 'graph',
    members: 3,
    edges: 1,
    units: 2,
    added: 3,
    replaced: 0,
    removed: 0,
    kept: 0,
  } as const;
  const warnings = [new Problem('CYCLE_LEFT_OUT', 'An automatic edge is left out')];
  const { written, noted } = lines(
    { ...graph, warnings },
    { ...graph, added: 1, removed: 2, kept: 2, warnings: [] },
  );
  expect(written).toBe(
    'graph: 3 resources, 1 edge, 2 units\n' +
      'graph: 3 resources, 1 edge, 2 units (1 added, 0 replaced, 2 removed)\n',
  );
  expect(noted).toBe('warning: CYCLE_LEFT_OUT: An automatic edge is left out\n');
});

test('LineView is silent about single steps, and tells "converged" only after something else', () => {
  const { written } = lines(
    { type: 'state', id: 'noop[a]', state: 'checking' },
    { type: 'converged', failed: 0, blocked: 0 },
    { type: 'unconverged' },
    { type: 'converged', failed: 0, blocked: 0 },
    { type: 'would-refresh', id: 'noop[a]' },
    { type: 'converged', failed: 0, blocked: 0 },
  );
  expect(written).toBe('converged\nnoop[a] would be refreshed\nconverged\n');
});

test('LineView tells what is not in state when nothing more can be done', () => {
  const { written } = lines(
    { type: 'converged', failed: 5, blocked: 2 },
    { type: 'would-refresh', id: 'noop[a]' },
    { type: 'converged', failed: 1, blocked: 0 },
  );
  expect(written).toBe(
    'nothing more can be done for now: 5 failed, 2 blocked\nnoop[a] would be refreshed\nnothing more can be done for now: 1 failed\n',
  );
});

test('LineView does not tell "converged" when the run ends then', () => {
  const { output, engine } = aView({ tellConverged: false });
  engine.tell({ type: 'converged', failed: 0, blocked: 0 });
  expect(output.written).toBe('');
});

test('LineView ends with the counts and with what is failed and still in the graph', () => {
  const { output, engine, view } = aView();
  for (const id of ['exec[left]', 'exec[gone]', 'exec[mended]']) {
    engine.tell({ type: 'failed', id, problem: execFailed, output: '' });
  }
  engine.tell({ type: 'state', id: 'exec[mended]', state: 'ok' });
  engine.tell({ type: 'removed', id: 'exec[gone]' });
  output.written = '';

  const summary = aSummary({
    total: 9,
    ok: 5,
    changed: 2,
    wouldChange: 1,
    pending: 1,
    failed: 1,
    blocked: 2,
    ms: 1234,
  });
  view.end(summary);
  expect(output.written).toBe(
    '9 resources: 4 in state (2 changed), 1 would change, 1 pending, 1 failed, 2 blocked; 1.2 s\n' +
      'failed:\n  exec[left]: EXEC_FAILED: The command ended with 3\n    Run it by hand\n',
  );
});
