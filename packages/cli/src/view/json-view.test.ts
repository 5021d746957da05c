import { Problem } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { KeptOutput } from '../testing/kept-output.ts';
import { aSummary, ToldEngine } from '../testing/told-engine.ts';
import { JsonView } from './json-view.ts';

const problem = new Problem('EXEC_FAILED', 'No', {
  hint: 'Look',
  at: { file: 'a.yaml', line: 1, column: 2 },
  cause: 'x',
});
const plainProblem = {
  code: 'EXEC_FAILED',
  message: 'No',
  hint: 'Look',
  at: { file: 'a.yaml', line: 1, column: 2 },
};

function aView() {
  const output = new KeptOutput();
  const engine = new ToldEngine();
  const view = new JsonView(output);
  view.follow(engine);
  const told = () => output.written.split('\n').filter(Boolean).map(withoutTime);
  return { engine, view, told };
}

function withoutTime(line: string): object {
  const { time, ...event } = JSON.parse(line);
  expect(new Date(time).toISOString()).toBe(time);
  return event;
}

test('JsonView writes an event a line, with problems as data, and leaves single steps out', () => {
  const { engine, told } = aView();
  engine.tell({ type: 'state', id: 'exec[a]', state: 'failed' });
  engine.tell({ type: 'failed', id: 'exec[a]', problem, output: 'one\ntwo\n' });
  engine.tell({ type: 'converged', failed: 0, blocked: 0 });
  expect(told()).toEqual([
    { type: 'failed', id: 'exec[a]', problem: plainProblem, output: 'one\ntwo\n' },
    { type: 'converged', failed: 0, blocked: 0 },
  ]);
});

test('JsonView shows no value of a secret, even when the engine left it there', () => {
  const { engine, told } = aView();
  const changes = [
    { property: 'content', from: 'hunter1', to: 'hunter2', secret: true },
    { property: 'mode', to: '1' },
  ];
  engine.tell({ type: 'would-change', id: 'file[a]', changes });
  expect(told()).toEqual([
    {
      type: 'would-change',
      id: 'file[a]',
      changes: [
        { property: 'content', secret: true },
        { property: 'mode', to: '1' },
      ],
    },
  ]);
});

test('JsonView tells times in microseconds at most', () => {
  const { engine, told } = aView();
  engine.tell({ type: 'changed', id: 'file[a]', changes: [], ms: 9.411656000000022, output: '' });
  expect(told()).toEqual([{ type: 'changed', id: 'file[a]', changes: [], ms: 9.412, output: '' }]);
});

test('JsonView writes what is wrong with the config, and ends with the summary', () => {
  const { view, told } = aView();
  view.problems([problem]);
  view.warnings([problem]);
  view.end(aSummary({ total: 2, ok: 2, ms: 5 }));
  expect(told()).toEqual([
    { type: 'problem', problem: plainProblem },
    { type: 'warning', problem: plainProblem },
    { type: 'summary', ...aSummary({ total: 2, ok: 2, ms: 5 }) },
  ]);
});
