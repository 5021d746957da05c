import { readFileSync, rmSync } from 'node:fs';
import { createEngine, type EngineEvent } from '@homeostat/engine';
import { CLOCK, HandClock, WATCHER, type Watcher } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { expect, it } from 'vitest';
import { filePlugin } from './file-plugin.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const at = temporaryDirectory();

it('files that are seen to be gone before their directory come back with it, and do not fail for a moment', async () => {
  const watcher = createWatcher();
  // Its first watch, that of its resource, hears of nothing until a file waits for it by a second.
  let watches = 0;
  const held: (() => void)[] = [];
  const late: Watcher = {
    watch(path, notify, options) {
      if (path !== at('d')) return watcher.watch(path, notify, options);
      watches += 1;
      for (const tell of held.splice(0)) tell();
      return watcher.watch(path, () => (watches === 1 ? held.push(notify) : notify()), options);
    },
  };
  const engine = createEngine({
    plugins: [filePlugin],
    configure: (container) => {
      container.register(WATCHER, { useValue: late });
      // The time that a file waits for its directory never ends.
      container.register(CLOCK, { useValue: new HandClock() });
    },
  });
  const files = ['1', '2', '3'].map((name) => at('d', name));
  const changed = new Set<string>();
  const failed: EngineEvent[] = [];
  let done = () => {};
  const end = new Promise<void>((resolve) => {
    done = resolve;
  });
  try {
    await engine.changeOver({
      resources: [
        { kind: 'file', name: at('d/'), params: {} },
        ...files.map((name) => ({ kind: 'file', name, params: { content: 'x' } })),
      ],
      edges: [],
    });
    await engine.converged(0);
    engine.on((event) => {
      if (event.type === 'changed') changed.add(event.id);
      if (event.type === 'failed') failed.push(event);
      if (changed.size === 4 || failed.length > 0) done();
    });
    rmSync(at('d'), { recursive: true });
    await end;
    expect(failed).toEqual([]);
    for (const path of files) expect(readFileSync(path, 'utf8')).toBe('x');
  } finally {
    await engine.stop();
    await watcher.close();
  }
});
