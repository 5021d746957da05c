import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { HandClock, type Watcher } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyAll } from './apply-all.ts';
import { contextOf } from './testing/context.ts';
import { parse } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

describe('a file whose declared directory was taken away', () => {
  const at = temporaryDirectory();
  let watcher: ReturnType<typeof createWatcher>;
  let clock: HandClock;
  beforeEach(() => {
    watcher = createWatcher();
    clock = new HandClock();
  });
  afterEach(() => watcher.close());

  const apply = (onceWatched: () => void, declared: readonly string[]) => {
    const armed: Watcher = {
      async watch(...args) {
        const watch = await watcher.watch(...args);
        // Once its first look, which follows the arming, has found nothing.
        setImmediate(onceWatched);
        return watch;
      },
    };
    const ctx = contextOf({ watcher: armed, clock, declared });
    const changes = [{ property: 'state' }, { property: 'content' }];
    const members = [at('d/f'), at('g')].map((path) => ({
      params: parse({ path, content: 'x' }),
      ctx,
      changes,
    }));
    return applyAll(members, ctx.signal);
  };

  it('waits until it is there', async () => {
    const results = await apply(() => mkdirSync(at('d')), [at('d/')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(readFileSync(at('d/f'), 'utf8')).toBe('x');
  });

  it('is told to be on its way when that takes long, and the others are made', async () => {
    const [left, made] = await apply(() => clock.advance(1000), [at('d/')]);
    expect(left).toMatchObject({
      reason: {
        code: 'PARENT_MISSING',
        message: expect.stringContaining(`${at('d')} is not there yet`),
        hint: expect.stringMatching(/^It is declared/),
      },
    });
    expect(made!.status).toBe('fulfilled');
    expect(lstatSync(at('g')).isFile()).toBe(true);
  });

  it('waits for none that nobody declares', async () => {
    const [left] = await apply(() => {}, []);
    expect(left).toMatchObject({
      reason: { code: 'PARENT_MISSING', hint: expect.stringMatching(/^Declare it/) },
    });
  });
});
