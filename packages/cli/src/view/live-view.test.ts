import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aSummary, ToldEngine } from '../testing/told-engine.ts';
import { LiveView } from './live-view.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function aView() {
  const stream = new PassThrough();
  const writes: string[] = [];
  stream.on('data', (chunk) => writes.push(stripVTControlCharacters(String(chunk))));
  const terminal = Object.assign(stream, { columns: 40, rows: 5 }) as unknown as NodeJS.WriteStream;
  const engine = new ToldEngine();
  const view = new LiveView(terminal, picocolors.createColors(false), true);
  view.follow(engine);
  return { view, engine, writes };
}

test('LiveView redraws at most ten times a second, whatever happens', async () => {
  const { engine, writes } = aView();
  for (let n = 0; n < 500; n += 1) {
    engine.tell({ type: 'state', id: `noop[${n}]`, state: 'checking' }, aSummary({ total: n, ms: n }));
    await vi.advanceTimersByTimeAsync(2);
  }
  expect(writes.length).toBeGreaterThan(5);
  expect(writes.length).toBeLessThanOrEqual(10);
});

test('LiveView lets lines scroll by above the block, all of them, also when they are more than fit', async () => {
  const { engine, writes } = aView();
  engine.tell({ type: 'state', id: 'exec[slow]', state: 'checking' }, aSummary({ total: 30, pending: 30 }));
  await vi.advanceTimersByTimeAsync(100);
  for (let n = 0; n < 20; n += 1) engine.tell({ type: 'would-refresh', id: `noop[${n}]` });
  await vi.advanceTimersByTimeAsync(100);
  const text = writes.join('');
  for (let n = 0; n < 20; n += 1) expect(text).toContain(`noop[${n}] would be refreshed\n`);
  expect(text.lastIndexOf('exec[slow]')).toBeGreaterThan(text.indexOf('noop[19]'));
});

test('LiveView forgets what has stopped running, and then leaves the terminal alone', async () => {
  const { engine, writes } = aView();
  engine.tell({ type: 'state', id: 'exec[a]', state: 'applying' });
  await vi.advanceTimersByTimeAsync(100);
  expect(writes.join('')).toContain('applying exec[a]');
  engine.tell({ type: 'state', id: 'exec[a]', state: 'ok' }, aSummary({ total: 1, ok: 1 }));
  await vi.advanceTimersByTimeAsync(100);
  expect(writes.at(-1)).toBe('1 resource: 1 in state; 0 ms\n');
  expect(vi.getTimerCount()).toBe(0);
});

test('LiveView tells how far what runs has come', async () => {
  const { engine, writes } = aView();
  engine.tell({ type: 'state', id: 'pkg[a]', state: 'applying' });
  engine.tell({ type: 'progress', id: 'pkg[a]', step: 'unpacking', percent: 40 });
  engine.tell({ type: 'progress', id: 'pkg[b]', step: 'nobody runs' });
  await vi.advanceTimersByTimeAsync(100);
  expect(writes.join('')).toContain('applying pkg[a] 100 ms: unpacking 40 %');
  expect(writes.join('')).not.toContain('nobody');
});

test('LiveView ends with the summary in place of the block', async () => {
  const { view, engine, writes } = aView();
  engine.tell({ type: 'state', id: 'exec[a]', state: 'applying' });
  await vi.advanceTimersByTimeAsync(100);
  view.end(aSummary({ total: 1, ok: 1, ms: 7 }));
  expect(writes.at(-1)).toBe('1 resource: 1 in state; 7 ms\n');
  expect(vi.getTimerCount()).toBe(0);
});
