import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import type { TransactionContext } from '../backend/package-backend.ts';
import { Stage } from '../testing/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  stage.offer({ a: {}, b: {}, c: {}, d: {}, e: {} });
});

test('three packages are one transaction, and a second run makes none', async () => {
  expect(await stage.keep({ a: {}, b: {}, c: {} })).toEqual({ a: 'done', b: 'done', c: 'done' });
  expect(stage.manager.transactions).toHaveLength(1);
  expect(await stage.keep({ a: {}, b: {}, c: {} })).toEqual({ a: 'done', b: 'done', c: 'done' });
  expect(stage.manager.transactions).toHaveLength(1);
});

test('what is installed is checked by one look that asks for no versions', async () => {
  stage.install('a', 'b', 'c');
  await stage.keep({ a: {}, b: {}, c: {} });
  expect(stage.manager.looks).toEqual([{ names: ['a', 'b', 'c'], available: false }]);
});

test('all kinds of change are one transaction, with the switches that are declared', async () => {
  stage.offer({ d: { available: ['2.0', '1.0'] } });
  stage.install('b', 'c', 'd');
  await stage.keep({
    a: { allowRemoveDependents: true },
    b: { state: 'absent', allowRemoveDependents: true },
    c: { state: 'purged', allowRemoveDependents: true },
    d: { state: '2.0', allowRemoveDependents: true },
  });
  expect(stage.manager.transactions).toEqual([
    {
      install: [{ name: 'a' }, { name: 'd', version: '2.0' }],
      remove: ['b'],
      purge: ['c'],
      allowDowngrade: false,
      allowUntrusted: false,
      allowRemoveDependents: true,
      keep: ['a', 'd'],
    },
  ]);
});

test.each([true, false])(
  'one that fails is found, and alone, whether a transaction goes on (%s) or not',
  async (goesOn) => {
    stage.manager.goesOn = goesOn;
    stage.offer({ c: { broken: true } });
    expect(await stage.keep({ a: {}, b: {}, c: {}, d: {} })).toEqual({
      a: 'done',
      b: 'done',
      c: 'PACKAGE_SCRIPT_FAILED',
      d: 'done',
    });
    // Of what was printed it has that of its own transaction; the others have nothing.
    expect([...stage.outputs.keys()]).toEqual(['c']);
    expect(stage.outputs.get('c')).toMatch(/^transaction \d+\n/);
  },
);

test('of two that exclude each other the second fails', async () => {
  stage.offer({ b: { conflicts: ['c'] }, c: { conflicts: ['b'] } });
  expect(await stage.keep({ a: {}, b: {}, c: {} })).toEqual({
    a: 'done',
    b: 'done',
    c: 'PACKAGE_SCRIPT_FAILED',
  });
});

test('what is declared to be there never goes for another one, whatever that allows', async () => {
  stage.offer({ b: { conflicts: ['c', 'e'] }, c: { conflicts: ['b'] } });
  stage.install('e');
  const params = { allowRemoveDependents: true };
  for (let run = 0; run < 2; run += 1)
    expect(await stage.keep({ b: params, c: params })).toEqual({ b: 'done', c: 'PACKAGE_SCRIPT_FAILED' });
  expect(stage.condition('e')).toBe('absent');
});

test('what can only go once another has gone goes, although a third fails', async () => {
  stage.offer({ d: { depends: ['a'] }, c: { broken: true } });
  stage.install('a', 'd');
  expect(await stage.keep({ a: { state: 'absent' }, b: {}, c: {}, d: { state: 'absent' } })).toEqual({
    a: 'done',
    b: 'done',
    c: 'PACKAGE_SCRIPT_FAILED',
    d: 'done',
  });
});

test('what the manager says is done and is not has failed', async () => {
  stage.offer({ b: { phantom: true } });
  expect(await stage.keep({ a: {}, b: {} })).toEqual({ a: 'done', b: 'PACKAGE_NOT_CHANGED' });
});

test('what was done is done, also when the manager says that it failed', async () => {
  const { transact } = stage.manager;
  stage.manager.transact = async (transaction, context) => {
    await transact.call(stage.manager, transaction, context);
    throw new Error('exit status 100');
  };
  expect(await stage.keep({ a: {} })).toEqual({ a: 'done' });
  expect(await stage.keep({ b: {}, c: {} })).toEqual({ b: 'done', c: 'done' });
});

test('two resources of one package are one part of the transaction', async () => {
  expect(await stage.keep({ a: {}, again: { name: 'a' } })).toEqual({ a: 'done', again: 'done' });
  expect(stage.manager.transactions).toMatchObject([{ install: [{ name: 'a' }] }]);
});

test('a package is one, with the architecture of the machine and without', async () => {
  expect(await stage.keep({ a: {}, 'a:amd64': {}, 'a:all': {} })).toEqual({
    a: 'done',
    'a:amd64': 'done',
    'a:all': 'done',
  });
  expect(stage.manager.transactions).toMatchObject([{ install: [{ name: 'a' }] }]);
  expect(await stage.keep({ a: {}, 'a:amd64': { state: 'absent' } })).toEqual({
    a: 'done',
    'a:amd64': 'PACKAGE_CONTRADICTED',
  });
});

test('packages share a unit when their switches are the same, whatever state they want', () => {
  const key = (params: object) => stage.kind.groupable!.key(stage.member('a', { ...params }).params);
  expect(key({ state: 'absent' })).toBe(key({ state: '1.0', hold: true }));
  const keys = [
    {},
    { provider: 'apt' },
    { allowUntrusted: true },
    { allowRemoveDependents: true },
    { state: '1.0', allowDowngrade: true },
  ].map(key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a fault of the machine fails all at once, and is not split', async () => {
  stage.manager.outage = new MachineProblem('PACKAGE_DISK_FULL', 'no room');
  expect(await stage.keep({ a: {}, b: {}, c: {} })).toEqual({
    a: 'PACKAGE_DISK_FULL',
    b: 'PACKAGE_DISK_FULL',
    c: 'PACKAGE_DISK_FULL',
  });
  expect(stage.manager.transactions).toHaveLength(1);
});

test('an unknown name fetches the lists once for all, and blocks nobody', async () => {
  stage.manager.published.set('new', { available: ['1.0'] });
  expect(await stage.keep({ a: {}, new: {}, nowhere: {}, neither: {} })).toEqual({
    a: 'done',
    new: 'done',
    nowhere: 'PACKAGE_UNKNOWN',
    neither: 'PACKAGE_UNKNOWN',
  });
  expect(stage.manager.refreshes).toBe(1);
  expect(stage.manager.transactions).toHaveLength(1);
});

test('an unknown name is told with what may have been meant', async () => {
  stage.manager.suggest = async (name) => `Did you mean "${name.slice(1)}"?`;
  const changes = [{ property: 'state' }];
  const toApply = { ...stage.member('xa'), changes };
  const [result] = await stage.kind.groupable!.applyAll!([toApply], stage.abort.signal);
  expect(result).toMatchObject({ reason: { code: 'PACKAGE_UNKNOWN', hint: 'Did you mean "a"?' } });
});

test('lists that were fetched a moment ago are not fetched again', async () => {
  await stage.keep({ nowhere: {} });
  await stage.keep({ nowhere: {} });
  expect(stage.manager.refreshes).toBe(1);
  stage.clock.advance(5000);
  await stage.keep({ nowhere: {} });
  expect(stage.manager.refreshes).toBe(2);
});

test('a check fetches nothing, and warns of an unknown name', async () => {
  expect(await stage.check('nowhere')).toEqual([{ property: 'state', from: 'absent', to: 'installed' }]);
  expect(stage.manager.refreshes).toBe(0);
  expect(stage.warnings).toEqual([expect.stringContaining('There is no package "nowhere"')]);
});

test('when the lists can not be fetched only what is not in them fails, with why, and it is tried once', async () => {
  let fetches = 0;
  stage.manager.refresh = async () => {
    fetches += 1;
    throw new MachineProblem('PACKAGE_REPOSITORY_UNREACHABLE', 'no route');
  };
  expect(await stage.keep({ a: {}, nowhere: {} })).toEqual({ a: 'done', nowhere: 'PACKAGE_UNKNOWN' });
  const toApply = { ...stage.member('nowhere'), changes: [{ property: 'state' }] };
  const [result] = await stage.kind.groupable!.applyAll!([toApply], stage.abort.signal);
  expect(result).toMatchObject({
    reason: { message: expect.stringContaining('"nowhere"'), hint: expect.stringContaining('no route') },
  });
  expect(fetches).toBe(1);
  stage.clock.advance(5000);
  await stage.keep({ nowhere: {} });
  expect(fetches).toBe(2);
});

test('a held package is changed when the hold is declared, and is held afterwards', async () => {
  stage.offer({ a: { available: ['2.0', '1.0'] }, b: { available: ['2.0', '1.0'] } });
  stage.install('a', 'b');
  await stage.manager.hold(['a', 'b'], true);
  expect(await stage.keep({ a: { state: 'newest', hold: true }, b: { state: 'newest' } })).toEqual({
    a: 'done',
    b: 'PACKAGE_HELD',
  });
  expect([stage.condition('a'), stage.condition('b')]).toEqual(['2.0', '1.0']);
  expect(await stage.check('a', { state: 'newest', hold: true })).toEqual([]);
});

test('a held package whose change fails is held as before', async () => {
  stage.offer({ a: { available: ['2.0', '1.0'], phantom: true } });
  stage.install('a');
  await stage.manager.hold(['a'], true);
  expect(await stage.keep({ a: { state: 'newest', hold: true } })).toEqual({ a: 'PACKAGE_NOT_CHANGED' });
  expect((await stage.manager.look(['a'], { available: false }))[0]).toMatchObject({
    version: '1.0',
    held: true,
  });
});

test('a hold alone is set and lifted without a transaction', async () => {
  stage.install('a', 'b');
  await stage.manager.hold(['b'], true);
  expect(await stage.keep({ a: { hold: true }, b: { hold: false } })).toEqual({ a: 'done', b: 'done' });
  const held = await stage.manager.look(['a', 'b'], { available: false });
  expect(held.map((status) => status.held)).toEqual([true, false]);
  expect(stage.manager.transactions).toEqual([]);
});

test('each hears of what is about all, and then of its own package alone', async () => {
  const told: string[] = [];
  stage.manager.transact = async (_transaction, { progress }) => {
    const tell = (name: string | undefined, step: string) => {
      progress(name, { step });
      told.push(['a', 'b'].map((one) => stage.progress.get(one)?.step ?? '-').join(' '));
    };
    tell(undefined, 'downloading');
    tell('a:amd64', 'unpacking');
    tell('libfoo', 'unpacking');
    tell(undefined, 'installing');
    tell('b', 'configuring');
  };
  await stage.keep({ a: {}, b: {} });
  expect(told.slice(0, 5)).toEqual([
    'downloading downloading',
    'unpacking downloading',
    'unpacking downloading',
    'unpacking installing',
    'unpacking configuring',
  ]);
});

test('once asked to stop, nothing more is begun', async () => {
  const { transact } = stage.manager;
  stage.manager.transact = async (transaction, context) => {
    await transact.call(stage.manager, transaction, context).finally(() => stage.abort.abort());
  };
  stage.offer({ b: { broken: true } });
  const told = await stage.keep({ a: {}, b: {}, c: {} }).catch(String);
  expect(stage.manager.transactions).toHaveLength(1);
  expect(told).not.toMatchObject({ b: 'done' });
});

test('one that is asked to stop tells that, and what was printed, and holds again what it had lifted', async () => {
  stage.offer({ a: { available: ['2.0', '1.0'] } });
  stage.install('a');
  await stage.manager.hold(['a'], true);
  const { look, hold } = stage.manager;
  stage.manager.look = (names, what, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    return look.call(stage.manager, names, what);
  };
  stage.manager.hold = (names, held, context?: TransactionContext) => {
    context?.signal.throwIfAborted();
    return hold.call(stage.manager, names, held);
  };
  stage.manager.transact = async (_transaction, { output }) => {
    output('half a download\n');
    stage.abort.abort();
    throw new MachineProblem('PACKAGE_STOPPED', 'asked to stop');
  };
  expect(await stage.keep({ a: { state: 'newest', hold: true }, b: {} })).toEqual({
    a: 'PACKAGE_STOPPED',
    b: 'PACKAGE_STOPPED',
  });
  expect(stage.outputs.get('a')).toBe('half a download\n');
  expect(stage.manager.states.get('a')).toMatchObject({ version: '1.0', held: true });
});

test('what a manager says goes before that the look afterwards came to nothing, and hides nobody else', async () => {
  stage.install('b');
  const { look } = stage.manager;
  let isBlind = false;
  stage.manager.look = async (names, what) => {
    if (isBlind) throw new Error('no status file');
    return look.call(stage.manager, names, what);
  };
  stage.manager.transact = async () => {
    isBlind = true;
    throw new MachineProblem('PACKAGE_DISK_FULL', 'no room');
  };
  expect(await stage.keep({ a: {}, b: { hold: true } })).toEqual({
    a: 'PACKAGE_DISK_FULL',
    b: 'Error: no status file',
  });
});

test('of endless output the end is kept', async () => {
  stage.manager.transact = async (_transaction, { output }) => {
    for (let line = 0; line < 20_000; line += 1) output(`line ${line}\n`);
    throw new Error('no');
  };
  await stage.keep({ a: {} });
  expect(stage.outputs.get('a')).toHaveLength(64 * 1024);
  expect(stage.outputs.get('a')).toMatch(/line 19999\n$/);
});

test('when asked to stop before it has begun, it begins nothing', async () => {
  const { look } = stage.manager;
  await stage.check('a');
  stage.manager.look = async (names, what) => {
    if (what.available) stage.abort.abort();
    return look.call(stage.manager, names, what);
  };
  const changes = [{ property: 'state' }];
  const results = await stage.kind.groupable!.applyAll!(
    [{ ...stage.member('a'), changes }],
    stage.abort.signal,
  );
  expect(results).toMatchObject([{ status: 'rejected', reason: { name: 'AbortError' } }]);
  expect(stage.manager.transactions).toEqual([]);
});

test('two applies of one engine never overlap', async () => {
  let running = 0;
  const { transact } = stage.manager;
  stage.manager.transact = async (transaction, context) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise(setImmediate);
    await transact.call(stage.manager, transaction, context);
    running -= 1;
  };
  const told = await Promise.all([stage.keep({ a: {} }), stage.keep({ b: { allowUntrusted: true } })]);
  expect(told).toEqual([{ a: 'done' }, { b: 'done' }]);
});

test('one that waits for its turn can be told to stop', async () => {
  let go = () => {};
  stage.manager.transact = () =>
    new Promise((resolve) => {
      go = resolve;
    });
  const first = stage.keep({ a: {} });
  await new Promise(setImmediate);
  const stop = new AbortController();
  const changes = [{ property: 'state' }];
  const second = stage.kind.groupable!.applyAll!([{ ...stage.member('b'), changes }], stop.signal);
  stop.abort();
  await expect(second).rejects.toThrow('aborted');
  go();
  expect(await first).toEqual({ a: 'PACKAGE_NOT_CHANGED' });
  expect(stage.manager.transactions).toEqual([]);
});

test('any set of packages comes in state but for those that must fail', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
  const name = fc.constantFrom(...names);
  const state = fc.constantFrom('installed', 'absent', 'newest', '1.0');
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, state, { minKeys: 1 }),
      fc.uniqueArray(name, { maxLength: 4 }),
      fc.array(fc.tuple(name, name), { maxLength: 3 }),
      fc.uniqueArray(name),
      fc.boolean(),
      async (declared, broken, rivals, there, goesOn) => {
        const world = new Stage();
        world.manager.goesOn = goesOn;
        for (const one of names) {
          const conflicts = rivals.flatMap(([a, b]) =>
            a === b ? [] : a === one ? [b] : b === one ? [a] : [],
          );
          world.offer({ [one]: { available: ['2.0', '1.0'], broken: broken.includes(one), conflicts } });
        }
        const fits = (one: string) =>
          rivals.every(([a, b]) => a === b || !((a === one && at(b)) || (b === one && at(a))));
        const at = (one: string) => world.manager.isThere(one);
        for (const one of there) if (fits(one)) world.install(one);
        const told = await world.keep(
          Object.fromEntries(Object.entries(declared).map(([one, wanted]) => [one, { state: wanted }])),
        );
        for (const [one, wanted] of Object.entries(declared)) {
          if (told[one] === 'done') expect(await world.check(one, { state: wanted })).toEqual([]);
          else expect(broken.includes(one) || !fits(one)).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});
