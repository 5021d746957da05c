import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createWatcher } from '@homeostat/watcher';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { file } from './file.ts';
import { contextOf } from './testing/context.ts';
import { parse } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

describe('the watch of a file', () => {
  const at = temporaryDirectory();
  let watcher: ReturnType<typeof createWatcher>;
  beforeEach(() => {
    watcher = createWatcher({ sweepMs: 0, pollMs: 0 });
    mkdirSync(at('from/deep'), { recursive: true });
    mkdirSync(at('d'));
    writeFileSync(at('from/one'), '');
    writeFileSync(at('from/deep/two'), '');
  });
  afterEach(() => watcher.close());

  const write = (name: string) => () => appendFileSync(at(name), 'x');

  it.each<[what: string, params: () => Record<string, unknown>, acts: (() => void)[]]>([
    ['its path', () => ({ path: at('f') }), [write('f'), () => rmSync(at('f'))]],
    [
      'its source',
      () => ({ path: at('f'), source: at('from/one') }),
      [write('from/one'), () => rmSync(at('from/one'))],
    ],
    [
      'what is in a source directory, to any depth, and in its copy',
      () => ({ path: at('d/'), recurse: true, source: `${at('from')}/` }),
      [write('from/deep/two'), () => mkdirSync(at('from/new')), write('from/new/file'), write('d/foreign')],
    ],
    [
      'its fragments, one level deep',
      () => ({ path: at('f'), fragments: [`${at('from')}/`, at('last')] }),
      [write('from/new'), () => rmSync(at('from/one')), write('last')],
    ],
    [
      'the file that its template is in',
      () => ({ path: at('f'), template: at('t.liquid') }),
      [write('t.liquid')],
    ],
    [
      'what comes into a directory that is purged',
      () => ({ path: at('d/'), recurse: true, purge: true }),
      [write('d/foreign'), () => mkdirSync(at('d/sub')), write('d/sub/foreign')],
    ],
  ])('tells of %s', async (_what, params, acts) => {
    let noticed = () => {};
    const watch = await file.watch!(parse(params()), () => noticed(), contextOf({ watcher }));
    for (const act of acts) {
      const told = new Promise<void>((resolve) => {
        noticed = resolve;
      });
      act();
      await told;
    }
    await watch!.close();
  });

  it('of a directory does not tell of what is in it', async () => {
    let notices = 0;
    const drained = new Promise<void>((resolve) => {
      void watcher.watch(at('last'), resolve);
    });
    await file.watch!(parse({ path: `${at('d')}/` }), () => notices++, contextOf({ watcher }));
    appendFileSync(at('d/foreign'), 'x');
    appendFileSync(at('last'), 'x');
    await drained;
    expect(notices).toBe(0);
  });
});
