import { Variant } from '@homeostat/bus';
import { beforeEach, describe, expect, it } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import { errorCode, exit, flag, info, status } from './protocol.ts';
import { runPatiently } from './run-patiently.ts';
import type { FakeTransaction } from './testing/fake-packagekit.ts';
import { KeptContext } from './testing/kept-context.ts';
import { SkippingClock } from './testing/skipping-clock.ts';
import { useFakePackageKit } from './testing/use-fake-packagekit.ts';

const test = useFakePackageKit();
let clock: SkippingClock;
let context: KeptContext;
beforeEach(() => {
  clock = new SkippingClock();
  context = new KeptContext(clock);
});

const role = { member: 'InstallPackages', signature: 'tas', body: [flag.onlyTrusted, ['sl;1;all;']] };
const locked =
  'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 369 (perl)\nW: And so on';
const interrupted =
  "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.";

function run() {
  return runPatiently(test.bus, 'install sl', role, context);
}

/** Lets the first attempts end so, and further ones succeed. */
function failing(...failures: readonly (readonly [code: number, text: string, how?: number])[]): void {
  const left = [...failures];
  test.kit.on('InstallPackages', (transaction: FakeTransaction) => {
    const failure = left.shift();
    if (failure) transaction.error(failure[0], failure[1]);
    transaction.finish(failure ? (failure[2] ?? 2) : exit.success);
  });
}

function asked(): readonly string[] {
  return test.kit.roles.map(({ member }) => member);
}

describe('runPatiently', () => {
  it('waits longer and longer for the lock, and says so', async () => {
    failing(...Array.from({ length: 7 }, () => [errorCode.cannotGetLock, locked] as const));
    await run();
    expect(clock.waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(context.told).toContainEqual({ step: 'waiting for the lock' });
    expect(context.written).toContain('held by process 369');
  });

  it('gives up after minutes, and tells who holds it', async () => {
    failing(...Array.from({ length: 100 }, () => [errorCode.lockRequired, locked] as const));
    const failure = await run().catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(MachineProblem);
    expect(failure).toMatchObject({
      code: 'PACKAGE_LOCK_HELD',
      hint: expect.stringMatching(/held by process 369 \(perl\)$/),
    });
    expect(clock.now()).toBeGreaterThan(10 * 60_000);
    expect(clock.now()).toBeLessThan(11 * 60_000);
  });

  it('does not wait for sources that can not be read to become better', async () => {
    failing([
      errorCode.cannotGetLock,
      "E: Type 'dbe' is not known on line 1 in source list /etc/apt/sources.list",
    ]);
    await expect(run()).rejects.toMatchObject({ code: 'PACKAGE_SOURCES_WRONG' });
    expect(clock.waits).toEqual([]);
  });

  it.each([
    ['before it waits', () => context, 0],
    ['while it waits', () => clock, 1],
  ])('stops waiting when it is to: %s', async (_when, hooks, waits) => {
    failing([errorCode.cannotGetLock, locked]);
    Object.assign(hooks(), { onStep: () => context.stop.abort(), onWait: () => context.stop.abort() });
    await expect(run()).rejects.toMatchObject({ code: 'PACKAGE_STOPPED' });
    expect(asked()).toEqual(['InstallPackages']);
    expect([clock.waits.length, clock.calledOff]).toEqual([waits, waits]);
  });

  it('asks for nothing once it is to stop', async () => {
    context.stop.abort();
    await expect(run()).rejects.toMatchObject({ code: 'PACKAGE_STOPPED' });
    expect(asked()).toEqual([]);
  });

  it('says that it was stopped when it was cancelled', async () => {
    failing([errorCode.scriptFailed, '', exit.cancelled]);
    await expect(run()).rejects.toMatchObject({ code: 'PACKAGE_STOPPED' });
  });

  it.each([
    ['dpkg', errorCode.cannotGetLock, interrupted, 2],
    ['rpm', errorCode.unfinishedTransaction, 'There are unfinished transactions', 2],
    ['some other', errorCode.scriptFailed, '', exit.repairRequired],
  ])('has completed what was interrupted of %s, after a trial', async (_what, code, text, how) => {
    failing([code, text, how]);
    const flags: bigint[] = [];
    test.kit.on('RepairSystem', ({ finish }: FakeTransaction, some: bigint) => {
      flags.push(some);
      finish();
    });
    await run();
    expect(asked()).toEqual(['InstallPackages', 'RepairSystem', 'RepairSystem', 'InstallPackages']);
    expect(flags).toEqual([flag.onlyTrusted | flag.simulate, flag.onlyTrusted]);
    expect(context.warnings).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  it('has nothing repaired where that would remove a package', async () => {
    failing([errorCode.cannotGetLock, interrupted]);
    test.kit.on('RepairSystem', ({ packages, finish }: FakeTransaction) => {
      packages([info.removing, 'precious;1;all;']);
      finish();
    });
    await expect(run()).rejects.toMatchObject({
      code: 'PACKAGE_DPKG_BROKEN',
      hint: expect.stringContaining('precious'),
    });
    expect(asked()).toEqual(['InstallPackages', 'RepairSystem']);
  });

  it('says what a person has to do when a repair fails, or helps nothing', async () => {
    failing([errorCode.cannotGetLock, interrupted], [errorCode.cannotGetLock, interrupted]);
    test.kit.on('RepairSystem', ({ finish }: FakeTransaction) => finish());
    await expect(run()).rejects.toMatchObject({
      code: 'PACKAGE_DPKG_BROKEN',
      hint: expect.stringContaining('dpkg --configure -a'),
    });
    for (const broken of [flag.onlyTrusted, flag.onlyTrusted | flag.simulate]) {
      failing([errorCode.cannotGetLock, interrupted]);
      test.kit.on('RepairSystem', ({ finish }: FakeTransaction, flags: bigint) =>
        finish(flags === broken ? 2 : exit.success),
      );
      await expect(run()).rejects.toMatchObject({ code: 'PACKAGE_DPKG_BROKEN' });
    }
    // Nothing is done after a trial that failed.
    expect(asked().slice(-2)).toEqual(['InstallPackages', 'RepairSystem']);
  });

  it('tells in words how far it is', async () => {
    test.kit.on('InstallPackages', (transaction: FakeTransaction) => {
      transaction.set({ Status: new Variant('u', status.waitingForLock) });
      transaction.set({ Status: new Variant('u', status.download), Percentage: new Variant('u', 7) });
      transaction.set({ Status: new Variant('u', 2), Percentage: new Variant('u', 8) });
      transaction.emit('ItemProgress', 'suu', 'sl;1;all;', status.install, 50);
      transaction.emit('ItemProgress', 'suu', 'sl;1;all;', status.install, 0);
      transaction.finish();
    });
    await run();
    expect(context.told).toEqual([
      { step: 'waiting for the lock' },
      { step: 'downloading', percent: 7 },
      { name: 'sl', step: 'installing', percent: 50 },
      { name: 'sl', step: 'installing' },
    ]);
  });
});
