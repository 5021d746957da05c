import { HandClock } from '@homeostat/resource';
import { describe, expect, it } from 'vitest';
import { Link } from './link.ts';
import { Told } from './testing/told.ts';
import type { Connection } from './wire/connection.ts';

/** Until every promise that needs no time has settled. */
const settled = () => new Promise(setImmediate);

describe('Link', () => {
  const setUp = () => {
    const clock = new HandClock();
    const state = {
      up: true,
      attempts: 0,
      restored: 0,
      closed: 0,
      lose: (_why: Error) => {},
      async restore() {},
      onClosed() {},
      onLost() {},
    };
    const link = new Link({
      clock,
      async connect(_signal, onClose) {
        state.attempts += 1;
        if (!state.up) throw new Error('down');
        state.lose = onClose;
        return {
          async close() {
            state.closed += 1;
            state.onClosed();
          },
        } as Connection;
      },
      restore: () => state.restore(),
      onLost: () => state.onLost(),
      onRestored() {
        state.restored += 1;
      },
    });
    /** The waits between the next attempts. */
    const waits = async (count: number) => {
      const found: number[] = [];
      while (found.length < count) {
        const before = state.attempts;
        let waited = 0;
        for (; state.attempts === before; waited += 100) clock.advance(100);
        found.push(waited);
        await settled();
      }
      return found;
    };
    return { clock, state, link, waits };
  };

  it('connects once for all who ask at a time', async () => {
    const { link, state } = setUp();
    const [one, other] = await Promise.all([link.connection(), link.connection()]);
    expect(one).toBe(other);
    expect(state.attempts).toBe(1);
    expect(state.restored).toBe(0);
  });

  it('waits twice as long after each failure, up to 10 s', async () => {
    const { link, state, waits } = setUp();
    await link.connection();
    state.up = false;
    state.lose(new Error('lost'));
    expect(await waits(9)).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    state.up = true;
    await waits(1);
    expect(state.restored).toBe(1);
  });

  it('waits longer, too, when each connection is lost soon, and begins anew after one that held', async () => {
    const { link, state, clock, waits } = setUp();
    await link.connection();
    const found: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      state.lose(new Error('lost'));
      found.push(...(await waits(1)));
    }
    expect(found).toEqual([100, 200, 400]);
    clock.advance(10_000);
    state.lose(new Error('lost'));
    expect(await waits(1)).toEqual([100]);
  });

  it('does not connect by itself before it was connected', async () => {
    const { link, state, clock } = setUp();
    state.up = false;
    await expect(link.connection()).rejects.toThrow('down');
    clock.advance(60_000);
    expect(state.attempts).toBe(1);
  });

  it('closes a connection that can not be restored, and tries again', async () => {
    const { link, state, waits } = setUp();
    await link.connection();
    state.restore = async () => {
      throw new Error('refused');
    };
    state.lose(new Error('lost'));
    await waits(2);
    expect(state).toMatchObject({ attempts: 3, closed: 2, restored: 0 });
    state.restore = async () => {};
    await waits(1);
    expect(state).toMatchObject({ attempts: 4, closed: 2, restored: 1 });
  });

  it('gives nobody a connection that is lost before it is restored', async () => {
    const { link, state, waits } = setUp();
    await link.connection();
    state.lose(new Error('lost'));
    state.restore = async () => state.lose(new Error('lost again'));
    await expect(link.connection()).rejects.toThrow('lost again');
    expect(state.restored).toBe(0);
    state.restore = async () => {};
    expect(await waits(1)).toEqual([200]);
    expect(state.restored).toBe(1);
  });

  it('ends a restore that hangs when it is closed', async () => {
    const { link, state } = setUp();
    const begun = new Told<void>();
    state.restore = () =>
      new Promise((_resolve, reject) => {
        state.onClosed = () => reject(new Error('closed'));
        begun.tell();
      });
    const use = expect(link.connection()).rejects.toThrow('closed');
    await begun.reaches(1);
    await link.close();
    await use;
  });

  it('takes a use from what it tells of the loss for the next attempt', async () => {
    const { link, state, clock } = setUp();
    await link.connection();
    state.up = false;
    const uses = new Told<unknown>();
    state.onLost = () => void link.connection().catch(uses.tell);
    state.lose(new Error('lost'));
    await uses.reaches(1);
    expect(state.attempts).toBe(2);
    clock.advance(100);
    expect(state.attempts).toBe(2);
  });

  it('takes a use in between for the next attempt', async () => {
    const { link, state, clock } = setUp();
    await link.connection();
    state.lose(new Error('lost'));
    await link.connection();
    clock.advance(60_000);
    expect(state.attempts).toBe(2);
  });
});
