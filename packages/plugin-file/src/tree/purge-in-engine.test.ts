import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createEngine, type EngineEvent } from '@homeostat/engine';
import { type Declarations, WATCHER } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { expect, it } from 'vitest';
import { filePlugin } from '../file-plugin.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const at = temporaryDirectory();

const graph = (...kept: string[]): Declarations => ({
  resources: [
    { kind: 'file', name: at('d/'), params: { recurse: true, purge: true } },
    ...kept.map((name) => ({ kind: 'file', name: at('d', name), params: { state: 'undefined' } })),
  ],
  edges: [],
});

it('a purge keeps to what is declared, and a change-over that declares less makes it due again', async () => {
  mkdirSync(at('d'));
  for (const name of ['a', 'b', 'c']) writeFileSync(at('d', name), '');
  const watcher = createWatcher();
  const engine = createEngine({
    plugins: [filePlugin],
    configure: (container) => container.register(WATCHER, { useValue: watcher }),
  });
  const events: EngineEvent[] = [];
  engine.on((event) => void events.push(event));
  const left = async (...kept: string[]) => {
    await engine.changeOver(graph(...kept));
    await engine.converged(0);
    return ['a', 'b', 'c'].filter((name) => existsSync(at('d', name)));
  };
  try {
    expect(await left('a', 'b')).toEqual(['a', 'b']);
    expect(await left('b')).toEqual(['b']);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
  } finally {
    await engine.stop();
    await watcher.close();
  }
});
