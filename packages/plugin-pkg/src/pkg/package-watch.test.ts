import { beforeEach, expect, test, vi } from 'vitest';
import { Stage } from '../testing/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  stage.offer({ a: {}, b: {}, c: { available: ['2.0', '1.0'] } });
});

/** Arms the watch of each, and checks, as the engine does. Returns the notices. */
async function watching(declared: Record<string, object>) {
  const notices: string[] = [];
  const set = await stage.kind.groupable!.watchAll!(stage.services);
  const members = Object.entries(declared).map(([name, params]) => stage.member(name, { ...params }));
  for (const member of members) {
    await set.add(member, () => notices.push(member.ctx.name));
    await stage.check(member.ctx.name, { ...member.params });
  }
  return { notices, set, members };
}

const settled = () => vi.waitFor(() => expect(stage.manager.looks.length).toBeGreaterThan(0));

/** A notice of the manager, and all that follows from it. */
async function told(): Promise<number> {
  await new Promise(setImmediate);
  stage.clock.advance(0);
  stage.manager.looks.length = 0;
  stage.manager.tell();
  await settled();
  await new Promise(setImmediate);
  stage.clock.advance(0);
  return stage.manager.looks.length;
}

test('all keys share one watch, which ends with the last', async () => {
  const { set, members } = await watching({ a: {}, b: { allowUntrusted: true } });
  const single = await stage.kind.watch!(stage.member('c').params, () => {}, stage.context('c'));
  expect(stage.manager.watches).toBe(1);
  for (const member of members) await set.remove(member);
  expect(stage.manager.watches).toBe(1);
  await single!.close();
  expect(stage.manager.watches).toBe(0);
});

test('a notice costs one look, and is for those alone that changed', async () => {
  stage.install('a', 'b', 'c');
  const { notices } = await watching({ a: {}, b: {}, c: {} });
  expect(await told()).toBe(1);
  expect(notices).toEqual([]);
  stage.manager.states.delete('b');
  expect(await told()).toBe(2);
  expect(notices).toEqual(['b']);
});

test('new lists are a notice for what follows the newest version', async () => {
  stage.install('a', 'c=2.0');
  const { notices } = await watching({ a: {}, c: { state: 'newest' } });
  stage.offer({ c: { available: ['3.0'] } });
  await told();
  expect(notices).toEqual(['c']);
});

test('what is not in state hears of everything that others do', async () => {
  stage.install('b');
  const { notices } = await watching({ a: {}, b: {} });
  await told();
  expect(notices).toEqual(['a']);
});

test('our own failing does not wake us', async () => {
  stage.offer({ a: { broken: true } });
  stage.manager.goesOn = true;
  const { notices } = await watching({ a: {} });
  expect(await stage.keep({ a: {} })).toEqual({ a: 'PACKAGE_SCRIPT_FAILED' });
  await told();
  expect(notices).toEqual([]);
  stage.clock.advance(1000);
  await told();
  expect(notices).toEqual(['a']);
});

/** Each look takes so long from now on, and after it comes a rest. */
function lookingTakes(ms: number): void {
  const { look } = stage.manager;
  stage.manager.look = async (names, what) => {
    stage.clock.advance(ms);
    return look.call(stage.manager, names, what);
  };
}

test('a notice of before is about others, also when we have been at work until it is looked at', async () => {
  stage.offer({ a: { broken: true } });
  const { notices } = await watching({ a: {} });
  lookingTakes(10);
  await told();
  notices.length = 0;
  stage.manager.tell();
  await stage.keep({ a: {} });
  stage.clock.advance(200);
  await vi.waitFor(() => expect(notices).toEqual(['a']));
});

test('a notice about ourselves is no reason to try again, also when it is looked at late', async () => {
  stage.offer({ a: { broken: true } });
  stage.manager.goesOn = true;
  const { notices } = await watching({ a: {} });
  lookingTakes(300);
  await stage.keep({ a: {} });
  await new Promise(setImmediate);
  stage.manager.tell();
  for (let rests = 0; rests < 2; rests += 1) {
    stage.clock.advance(3000);
    await new Promise(setImmediate);
  }
  expect(notices).toEqual([]);
  stage.manager.tell();
  await vi.waitFor(() => expect(notices).toEqual(['a']));
});

test('what another one changes while we are at work is told when we are done', async () => {
  stage.install('b');
  const { notices } = await watching({ a: {}, b: {} });
  const { transact } = stage.manager;
  stage.manager.transact = async (transaction, context) => {
    await transact.call(stage.manager, transaction, context);
    stage.manager.states.delete('b');
    stage.manager.tell();
    expect(notices).toEqual([]);
  };
  await stage.keep({ a: {} });
  await vi.waitFor(() => expect(notices).toEqual(['b']));
});

test('when it can not look it tells all, whose checks then tell why', async () => {
  stage.install('a', 'b');
  const { notices } = await watching({ a: {}, b: {} });
  stage.manager.look = async () => {
    stage.manager.looks.push({ names: [], available: false });
    throw new Error('no status file');
  };
  await told();
  expect(notices).toEqual(['a', 'b']);
});

test('a watch that can not be armed is armed by the next try', async () => {
  const { watch } = stage.manager;
  stage.manager.watch = async () => {
    throw new Error('no inotify');
  };
  await expect(watching({ a: {} })).rejects.toThrow('no inotify');
  stage.manager.watch = watch;
  await watching({ a: {} });
  expect(stage.manager.watches).toBe(1);
});

test('after a look that took long it rests, and misses nothing', async () => {
  stage.install('a', 'b');
  const { notices } = await watching({ a: {}, b: {} });
  const { look } = stage.manager;
  stage.manager.look = async (names, what) => {
    stage.clock.advance(100);
    return look.call(stage.manager, names, what);
  };
  expect(await told()).toBe(1);
  stage.manager.looks.length = 0;
  stage.manager.states.delete('b');
  stage.manager.tell();
  stage.clock.advance(399);
  await new Promise(setImmediate);
  expect(stage.manager.looks).toEqual([]);
  stage.clock.advance(1);
  await vi.waitFor(() => expect(notices).toEqual(['b']));
});

test('of two that keep one package in different states the second fails', async () => {
  await watching({ a: {} });
  const set = await stage.kind.groupable!.watchAll!(stage.services);
  const other = stage.member('other', { name: 'a', state: 'absent' });
  await set.add(other, () => {});
  const [result] = await stage.kind.groupable!.checkAll!([other], stage.abort.signal);
  expect(result).toMatchObject({ status: 'rejected', reason: { code: 'PACKAGE_CONTRADICTED' } });
  expect(await stage.check('a')).toMatchObject([{ to: 'installed' }]);
  await set.remove(other);
  const [alone] = await stage.kind.groupable!.checkAll!(
    [stage.member('a', { state: 'absent' })],
    stage.abort.signal,
  );
  expect(alone).toMatchObject({ status: 'fulfilled' });
});
