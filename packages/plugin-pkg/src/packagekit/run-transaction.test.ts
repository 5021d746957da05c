import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { getProperty, Variant } from '@homeostat/bus';
import { FakeError, FakeService } from '@homeostat/bus/testing';
import { describe, expect, it } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import type { Step } from './heard-signals.ts';
import { daemon, errorCode, exit, status, transactionInterface } from './protocol.ts';
import { type RunOptions, runTransaction } from './run-transaction.ts';
import type { FakeTransaction } from './testing/fake-packagekit.ts';
import { useFakePackageKit } from './testing/use-fake-packagekit.ts';

const test = useFakePackageKit();
const role = { member: 'Resolve', signature: 'tas', body: [2n, ['sl']] };

function run(options: Partial<RunOptions> = {}) {
  return runTransaction(test.bus, role, { signal: neverAborted(), killSignal: neverAborted(), ...options });
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

/** Resolves to the transaction once it was asked to do something and has answered, and leaves it running. */
async function begun(): Promise<FakeTransaction> {
  const transaction = await new Promise<FakeTransaction>((resolve) => {
    test.kit.on('Resolve', (it) => resolve(it));
  });
  await setImmediate();
  return transaction;
}

/** What transactions were asked to do, once all that is on its way has come. */
async function asked(): Promise<readonly string[]> {
  await getProperty(test.bus, { ...daemon, name: 'BackendName' });
  return test.kit.roles.map(({ member }) => member);
}

/** What a run ends with, observed from the start. */
function failureOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => expect.unreachable('It succeeded'),
    (cause: unknown) => cause,
  );
}

describe('runTransaction', () => {
  it('hears signals that come before the answer, and does not wait for Destroy', async () => {
    test.kit.on('Resolve', async (transaction) => {
      transaction.packages([1, 'sl;5.02;amd64;manual:local']);
      transaction.finish();
      // The answer comes last.
      await setImmediate();
    });
    expect(await run()).toEqual({
      files: new Map(),
      packages: [
        { info: 1, id: 'sl;5.02;amd64;manual:local', name: 'sl', version: '5.02', architecture: 'amd64' },
      ],
    });
  });

  it('takes one package or many in a signal, a severity beside the info, and ids with more fields', async () => {
    test.kit.on('Resolve', (transaction) => {
      transaction.emit('Package', 'uss', 1, 'a;1;all;local', '');
      transaction.packages([(5 << 16) | 5, 'b;2;all;x;more'], [2, 'c;3;all;']);
      transaction.finish();
    });
    const { packages } = await run();
    expect(packages.map(({ info, name, version }) => [info, name, version])).toEqual([
      [1, 'a', '1'],
      [5, 'b', '2'],
      [2, 'c', '3'],
    ]);
  });

  it('says in what way it talks', async () => {
    test.kit.on('Resolve', (transaction) => {
      expect(transaction.hints).toEqual([
        'locale=C.UTF-8',
        'interactive=false',
        'background=false',
        'supports-plural-signals=true',
      ]);
      transaction.finish();
    });
    await run();
  });

  it('tells the first error, and how it ended', async () => {
    test.kit.on('Resolve', (transaction) => {
      transaction.error(errorCode.diskFull, 'No space');
      transaction.error(errorCode.installFailed, 'And so on');
      transaction.finish(2);
    });
    expect(await run()).toMatchObject({ failure: { exit: 2, code: errorCode.diskFull, text: 'No space' } });
  });

  it('tells how far it is', async () => {
    test.kit.on('Resolve', (transaction) => {
      transaction.set({ Status: new Variant('u', status.download), Percentage: new Variant('u', 7) });
      transaction.set({ Percentage: new Variant('u', 101) });
      transaction.emit('ItemProgress', 'suu', 'sl;1;all;', status.install, 50);
      transaction.set({ AllowCancel: new Variant('b', false) });
      transaction.finish();
    });
    const steps: Step[] = [];
    await run({ onStep: (step) => steps.push(step) });
    expect(steps).toEqual([
      { status: status.download, percent: 7 },
      { status: status.download, percent: 101 },
      { id: 'sl;1;all;', status: status.install, percent: 50 },
    ]);
  });

  it('keeps apart transactions that run at once', async () => {
    const transactions: FakeTransaction[] = [];
    test.kit.on('Resolve', (transaction) => {
      transactions.push(transaction);
      if (transactions.length < 2) return;
      for (const { path, packages, finish } of transactions.reverse()) {
        packages([1, `${path};1;all;`]);
        finish();
      }
    });
    const outcomes = await Promise.all([run(), run()]);
    expect(outcomes.map(({ packages }) => packages.length)).toEqual([1, 1]);
    expect(outcomes[0]!.packages[0]!.name).not.toBe(outcomes[1]!.packages[0]!.name);
  });

  it('does not believe others who speak for PackageKit', async () => {
    const other = await FakeService.start(test.daemon.address, 'org.example.Other');
    test.kit.on('Resolve', async (transaction) => {
      other.emit(transaction.path, transactionInterface, 'Packages', 'a(uss)', [[1, 'evil;1;all;', '']]);
      other.emit(transaction.path, transactionInterface, 'Finished', 'uu', exit.success, 1);
      // It is through the bus once another call of it is.
      await other.own('org.example.Another');
      transaction.packages([2, 'sl;1;all;']);
      transaction.finish();
    });
    expect((await run()).packages.map(({ name }) => name)).toEqual(['sl']);
    await other.stop();
  });

  it.each([
    ['PackageKit dies', () => test.kit.service.stop()],
    ['the bus dies', () => test.daemon.kill()],
    ['the transaction is destroyed', async (transaction: FakeTransaction) => transaction.emit('Destroy')],
  ])('does not know what came of it when %s', async (_what, act) => {
    const running = begun();
    const failure = failureOf(run());
    await act(await running);
    expect(await failure).toBeInstanceOf(MachineProblem);
    expect(await failure).toMatchObject({ code: 'PACKAGE_MANAGER_KILLED' });
  });

  it('says that nothing is known when PackageKit has ended before the transaction was asked', async () => {
    test.kit.service.export('/org/freedesktop/PackageKit', 'org.freedesktop.PackageKit', {
      methods: { CreateTransaction: { out: 'o', call: () => '/of_another_daemon' } },
    });
    expect(await failureOf(run())).toMatchObject({ code: 'PACKAGE_MANAGER_KILLED' });
  });

  it.each([
    ['PackageIdInvalid', 'PACKAGE_MANAGER_FAILED', false],
    ['RefusedByPolicy', 'PACKAGE_NOT_AUTHORIZED', true],
  ])('is refused with %s', async (name, code, isOfTheMachine) => {
    test.kit.on('Resolve', (transaction) => {
      transaction.emit('Destroy');
      throw new FakeError(`${transactionInterface}.${name}`, 'No');
    });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ code });
    expect(failure instanceof MachineProblem).toBe(isOfTheMachine);
  });

  it('says so when there is no PackageKit', async () => {
    await test.kit.service.stop();
    const failure = await failureOf(run());
    expect(failure).toBeInstanceOf(MachineProblem);
    expect(failure).toMatchObject({ code: 'PACKAGE_MANAGER_MISSING' });
  });

  it('is cancelled when it is to stop', async () => {
    const running = begun();
    const stop = new AbortController();
    const outcome = run({ signal: stop.signal });
    const transaction = await running;
    test.kit.on('Cancel', () => transaction.finish(exit.cancelled));
    stop.abort();
    expect(await outcome).toMatchObject({ failure: { exit: exit.cancelled } });
  });

  it('is not cancelled as long as that does harm, and then once', async () => {
    const running = begun();
    const stop = new AbortController();
    const steps = new EventEmitter();
    const outcome = run({ signal: stop.signal, onStep: ({ percent }) => steps.emit(String(percent)) });
    const transaction = await running;
    const tell = async (percent: number, mayCancel: boolean) => {
      const heard = once(steps, String(percent));
      transaction.set({
        AllowCancel: new Variant('b', mayCancel),
        Percentage: new Variant('u', percent),
      });
      await heard;
      return asked();
    };
    test.kit.on('Cancel', () => {});
    expect(await tell(1, false)).toEqual(['Resolve']);
    stop.abort();
    expect(await asked()).toEqual(['Resolve']);
    expect(await tell(2, false)).toEqual(['Resolve']);
    expect(await tell(3, true)).toEqual(['Resolve', 'Cancel']);
    expect(await tell(4, true)).toEqual(['Resolve', 'Cancel']);
    transaction.finish(exit.cancelled);
    expect(await outcome).toMatchObject({ failure: { exit: exit.cancelled } });
  });

  it('is left to itself when it must end now, and is not cancelled where that does harm', async () => {
    const running = begun();
    const kill = new AbortController();
    const failure = failureOf(run({ killSignal: kill.signal, onStep: () => kill.abort(new Error('now')) }));
    (await running).set({ AllowCancel: new Variant('b', false), Percentage: new Variant('u', 1) });
    expect(await failure).toMatchObject({ message: 'now' });
    expect(await asked()).toEqual(['Resolve']);
  });

  it('is cancelled when it must end now and may be', async () => {
    const running = begun();
    const kill = new AbortController();
    const failure = failureOf(run({ killSignal: kill.signal }));
    await running;
    kill.abort(new Error('now'));
    expect(await failure).toMatchObject({ message: 'now' });
    expect(await asked()).toEqual(['Resolve', 'Cancel']);
  });

  it.each(['CreateTransaction', 'SetHints', 'Resolve'])(
    'is left while PackageKit does not answer %s',
    async (member) => {
      const kill = new AbortController();
      const hangs = () => {
        kill.abort(new Error('now'));
        return new Promise(() => {});
      };
      test.kit.on(member, hangs);
      if (member === 'CreateTransaction') {
        test.kit.service.export('/org/freedesktop/PackageKit', 'org.freedesktop.PackageKit', {
          methods: { CreateTransaction: { out: 'o', call: hangs } },
        });
      }
      await expect(run({ killSignal: kill.signal })).rejects.toThrow('now');
    },
  );

  it('leaves no match rule behind, over more transactions than a bus takes rules', async () => {
    test.kit.on('Resolve', (transaction) => transaction.finish());
    for (let round = 0; round < 30; round++) await Promise.all(Array.from({ length: 20 }, () => run()));
    expect(test.kit.roles).toHaveLength(600);
  }, 60_000);
});
