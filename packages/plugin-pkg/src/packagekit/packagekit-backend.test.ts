import { beforeEach, describe, expect, it } from 'vitest';
import type { PackageBackend, Transaction } from '../backend/package-backend.ts';
import { createPackageKitBackend } from './packagekit-backend.ts';
import { errorCode, exit, filter, flag, info } from './protocol.ts';
import { FakePackageKit, type FakeTransaction } from './testing/fake-packagekit.ts';
import { KeptContext } from './testing/kept-context.ts';
import { SkippingClock } from './testing/skipping-clock.ts';
import { useFakePackageKit } from './testing/use-fake-packagekit.ts';

const test = useFakePackageKit();
let packageKit: PackageBackend;
let context: KeptContext;
beforeEach(() => {
  packageKit = createPackageKitBackend(test.bus);
  context = new KeptContext(new SkippingClock());
});

const never = new AbortController().signal;

/** Knows these, by name or by id without data. */
function knowing(...known: readonly (readonly [info: number, id: string])[]): void {
  test.kit.on('Resolve', (transaction: FakeTransaction, filters: bigint, names: readonly string[]) => {
    const found = known.filter(([what, id]) => {
      const [name, version, architecture] = id.split(';');
      const isNative = architecture !== 'i386';
      if ((filters & filter.nativeArchitecture) !== 0n && !isNative) return false;
      if ((filters & filter.installed) !== 0n && what !== info.installed) return false;
      // apt tells an older version only when it is asked for by its id.
      const byName = names.includes(name!) && !id.endsWith(';old');
      return byName || names.includes(`${name};${version};${architecture};`);
    });
    transaction.packages(...found);
    transaction.finish();
  });
}

/** What a kind of change would do and does. */
function changing(member: string, ...effects: readonly (readonly [info: number, id: string])[]): void {
  test.kit.on(member, (transaction: FakeTransaction, flags: bigint) => {
    if ((flags & flag.simulate) !== 0n) transaction.packages(...effects);
    transaction.finish();
  });
}

function transact(transaction: Partial<Transaction>): Promise<void> {
  return packageKit.transact(
    {
      install: [],
      remove: [],
      purge: [],
      allowDowngrade: false,
      allowUntrusted: false,
      allowRemoveDependents: false,
      keep: [],
      ...transaction,
    },
    context,
  );
}

/** What was asked for beside looks. */
function changes(): readonly (readonly [member: string, ...args: readonly unknown[]])[] {
  return test.kit.roles.flatMap(({ member, args }) => (member === 'Resolve' ? [] : [[member, ...args]]));
}

const available = 2;

describe('look', () => {
  it('asks once for all, and tells each in the order given', async () => {
    knowing([1, 'b;1;all;auto:local'], [available, 'a;2;all;x'], [available, 'a;2;all;x']);
    expect(await packageKit.look(['a', 'missing', 'b'], { available: false }, never)).toEqual([
      { name: 'a', condition: 'absent', held: false, available: ['2'] },
      { name: 'missing', condition: 'absent', held: false, available: [] },
      { name: 'b', condition: 'installed', version: '1', held: false, available: ['1'] },
    ]);
    expect(test.kit.roles).toHaveLength(1);
  });

  it('asks nothing when it is asked for nothing', async () => {
    expect(await packageKit.look([], { available: true }, never)).toEqual([]);
    expect(test.kit.roles).toHaveLength(0);
  });

  it('does not ask for what PackageKit would refuse, or take for an id', async () => {
    knowing([1, 'a;1;all;']);
    const statuses = await packageKit.look(['', 'a;1;all;', 'a b', 'a'], { available: true }, never);
    expect(statuses.map(({ condition }) => condition)).toEqual(['absent', 'absent', 'absent', 'installed']);
    expect(test.kit.roles.map(({ args }) => args[1])).toEqual([['a']]);
  });

  it('asks for no more at once than PackageKit takes', async () => {
    knowing([1, 'last;1;all;']);
    const names = [...Array.from({ length: 6000 }, (_, index) => `n${index}`), 'last'];
    const statuses = await packageKit.look(names, { available: true }, never);
    expect(statuses.at(-1)).toMatchObject({ condition: 'installed' });
    const sizes = test.kit.roles.map(({ args }) => (args[1] as string[]).length);
    expect([sizes.length, Math.max(...sizes)]).toEqual([3, 2500]);
  });

  it('tells of a package that is there more than once the newest', async () => {
    knowing([1, 'kernel;5.9;all;'], [1, 'kernel;5.10;all;'], [available, 'kernel;5.11;all;']);
    const [kernel] = await packageKit.look(['kernel'], { available: true }, never);
    expect(kernel).toMatchObject({ version: '5.10', available: ['5.11', '5.10', '5.9'] });
  });

  it('takes a package of another architecture only under its whole name', async () => {
    knowing([1, 'libc6;2;i386;'], [available, 'libc6;2;amd64;'], [1, 'data;1;all;']);
    const names = ['libc6', 'libc6:i386', 'libc6:amd64', 'data:i386'];
    const statuses = await packageKit.look(names, { available: true }, never);
    expect(statuses.map(({ name, condition }) => [name, condition])).toEqual([
      ['libc6', 'absent'],
      ['libc6:i386', 'installed'],
      ['libc6:amd64', 'absent'],
      ['data:i386', 'installed'],
    ]);
  });

  it('looks for a version by itself only when it is wanted and was not told', async () => {
    knowing([1, 'a;2;all;'], [available, 'a;1;all;old']);
    const look = async (version: string) =>
      (await packageKit.look(['a'], { available: true, versions: new Map([['a', version]]) }, never))[0];
    expect(await look('2')).toMatchObject({ available: ['2'] });
    expect(await look('0:2')).toMatchObject({ available: ['2'] });
    expect(test.kit.roles).toHaveLength(2);
    expect(await look('1')).toMatchObject({ version: '2', available: ['2', '1'] });
    expect(test.kit.roles).toHaveLength(4);
    expect(await look('9')).toMatchObject({ available: ['2'] });
  });

  it('finds a version of each architecture for its own name', async () => {
    knowing(
      [available, 'a;2;amd64;'],
      [available, 'a;2;i386;'],
      [available, 'a;1;amd64;old'],
      [available, 'a;1;i386;old'],
    );
    const versions = new Map([
      ['a:amd64', '1'],
      ['a:i386', '1'],
    ]);
    changing('InstallPackages');
    await transact({ install: [...versions].map(([name, version]) => ({ name, version })) });
    expect(changes().at(-1)).toEqual([
      'InstallPackages',
      flag.onlyTrusted,
      ['a;1;amd64;old', 'a;1;i386;old'],
    ]);
  });

  it('knows what is installed where no lists were ever fetched', async () => {
    test.kit.on('Resolve', (transaction: FakeTransaction, filters: bigint) => {
      if ((filters & filter.installed) === 0n) transaction.error(errorCode.noCache, 'No lists');
      else transaction.packages([1, 'a;1;all;']);
      transaction.finish((filters & filter.installed) === 0n ? 2 : exit.success);
    });
    const statuses = await packageKit.look(['a', 'b'], { available: true }, never);
    expect(statuses.map(({ condition }) => condition)).toEqual(['installed', 'absent']);
  });

  it('has the order of versions of the manager behind it', async () => {
    knowing();
    await packageKit.look(['a'], { available: true }, never);
    expect(packageKit.compareVersions('2+', '2')).toBeGreaterThan(0);
    await test.kit.service.stop();
    test.kit = await FakePackageKit.start(test.daemon.address, 'dnf');
    knowing();
    await packageKit.look(['a'], { available: true }, never);
    // To rpm a plus is nothing but a separator.
    expect(packageKit.compareVersions('2+', '2')).toBe(0);
  });
});

describe('transact', () => {
  it('makes each kind of change for all at once, each after a trial of all', async () => {
    knowing(
      [1, 'old;1;all;'],
      [1, 'older;1;all;'],
      [1, 'grown;1;all;'],
      [available, 'grown;2;all;repo'],
      [available, 'new;1;all;repo'],
      [available, 'newer;3;all;repo'],
    );
    for (const member of ['RemovePackages', 'UpdatePackages', 'InstallPackages']) changing(member);
    await transact({
      install: [{ name: 'new' }, { name: 'grown' }, { name: 'newer', version: '3' }],
      remove: ['old', 'older', 'not-there'],
    });
    const { onlyTrusted, simulate } = flag;
    expect(changes()).toEqual([
      ['RemovePackages', onlyTrusted | simulate, ['old;1;all;', 'older;1;all;'], true, false],
      ['UpdatePackages', onlyTrusted | simulate, ['grown;2;all;repo']],
      ['InstallPackages', onlyTrusted | simulate, ['new;1;all;repo', 'newer;3;all;repo']],
      ['RemovePackages', onlyTrusted, ['old;1;all;', 'older;1;all;'], false, false],
      ['UpdatePackages', onlyTrusted, ['grown;2;all;repo']],
      ['InstallPackages', onlyTrusted, ['new;1;all;repo', 'newer;3;all;repo']],
    ]);
  });

  it.each([
    ['others would go', [info.removing, 'precious;1;all;'], 'PACKAGE_NEEDED', 'allowRemoveDependents'],
    [
      'others would be replaced',
      [info.obsoleting, 'precious;1;all;'],
      'PACKAGE_NEEDED',
      'allowRemoveDependents',
    ],
    ['others would be older', [info.downgrading, 'precious;1;all;'], 'PACKAGE_DOWNGRADE', 'allowDowngrade'],
    ['nobody vouches for one', [info.untrusted, 'precious;1;all;'], 'PACKAGE_UNTRUSTED', 'allowUntrusted'],
  ] as const)(
    'changes nothing when the trial shows that %s, unless that may be',
    async (_what, effect, code, may) => {
      knowing([available, 'new;1;all;']);
      changing('InstallPackages', effect);
      const install = [{ name: 'new' }];
      await expect(transact({ install })).rejects.toMatchObject({
        code,
        message: expect.stringContaining('precious'),
      });
      expect(changes()).toHaveLength(1);
      await transact({ install, [may]: true });
      expect(changes()).toHaveLength(3);
    },
  );

  it('tries out anew what it had to wait for: who had the lock may have changed what would go', async () => {
    knowing([1, 'library;1;all;']);
    const goes: [number, string][] = [[info.removing, 'library;1;all;']];
    test.kit.on('RemovePackages', (transaction: FakeTransaction, flags: bigint) => {
      const isTrial = (flags & flag.simulate) !== 0n;
      if (isTrial) transaction.packages(...goes);
      else transaction.error(errorCode.cannotGetLock, 'Could not get lock');
      transaction.finish(isTrial ? exit.success : 2);
      goes.push([info.removing, 'application;1;all;']);
    });
    await expect(transact({ remove: ['library'] })).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: expect.stringContaining('application'),
    });
    expect(changes()).toHaveLength(3);
  });

  it('takes away what others want to be there for nobody', async () => {
    knowing([available, 'new;1;all;']);
    changing('InstallPackages', [info.removing, 'precious;1;all;'], [info.removing, 'other;1;all;']);
    const bold = { install: [{ name: 'new' }], allowRemoveDependents: true };
    await expect(transact({ ...bold, keep: ['precious'] })).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To install new, others would have to go: precious',
    });
    expect(changes()).toHaveLength(1);
  });

  it('lets go what conflicts with a new one when that is to go', async () => {
    knowing([1, 'rival;1;all;'], [available, 'new;1;all;']);
    changing('RemovePackages', [info.removing, 'rival;1;all;']);
    changing('InstallPackages', [info.removing, 'rival;1;all;']);
    await transact({ install: [{ name: 'new' }], remove: ['rival'] });
    expect(changes().map(([member]) => member)).toEqual([
      'RemovePackages',
      'InstallPackages',
      'RemovePackages',
      'InstallPackages',
    ]);
  });

  it('names a package once that was told twice', async () => {
    knowing([1, 'old;1;all;'], [1, 'old;1;all;']);
    changing('RemovePackages');
    await transact({ remove: ['old'] });
    expect(changes().at(-1)).toEqual(['RemovePackages', flag.onlyTrusted, ['old;1;all;'], false, false]);
  });

  it('lets an update take an older one of its name away, as it is with kernels', async () => {
    knowing([1, 'kernel;1;all;'], [available, 'kernel;2;all;']);
    changing('UpdatePackages', [info.removing, 'kernel;1;all;']);
    await transact({ install: [{ name: 'kernel' }] });
    expect(changes()).toHaveLength(2);
  });

  it('does not take one away that is to be there, also when it is to change', async () => {
    knowing([1, 'library;1;all;'], [1, 'application;1;all;'], [available, 'application;2;all;']);
    changing('RemovePackages', [info.removing, 'library;1;all;'], [info.removing, 'application;1;all;']);
    changing('UpdatePackages');
    await expect(transact({ install: [{ name: 'application' }], remove: ['library'] })).rejects.toMatchObject(
      { code: 'PACKAGE_NEEDED' },
    );
    expect(changes()).toHaveLength(1);
  });

  it('sets back only what may be, and says so to PackageKit', async () => {
    knowing([1, 'a;2;all;'], [available, 'a;1;all;old']);
    changing('InstallPackages', [info.downgrading, 'a;1;all;old']);
    const install = [{ name: 'a', version: '1' }];
    await expect(transact({ install })).rejects.toMatchObject({ code: 'PACKAGE_DOWNGRADE' });
    expect(changes()).toEqual([]);
    await transact({ install, allowDowngrade: true });
    expect(changes().at(-1)).toEqual([
      'InstallPackages',
      flag.onlyTrusted | flag.allowDowngrade,
      ['a;1;all;old'],
    ]);
  });

  it('does without the check of signatures only where it may', async () => {
    knowing([available, 'new;1;all;']);
    changing('InstallPackages');
    await transact({ install: [{ name: 'new' }], allowUntrusted: true });
    expect(changes().at(-1)).toEqual(['InstallPackages', 0n, ['new;1;all;']]);
  });

  it.each([
    ['there are none', errorCode.noCache],
    ['they are old', errorCode.downloadFailed],
  ])('fetches the lists when %s, and begins anew with what they have', async (_why, code) => {
    knowing([available, 'new;1;all;']);
    test.kit.on('RefreshCache', ({ finish }: FakeTransaction, force: boolean) => {
      expect(force).toBe(false);
      knowing([available, 'new;2;all;']);
      finish();
    });
    test.kit.on('InstallPackages', (transaction: FakeTransaction, flags: bigint, [id]: readonly string[]) => {
      const isThere = id === 'new;2;all;' || (flags & flag.simulate) !== 0n;
      if (!isThere) transaction.error(code, 'Not there');
      transaction.finish(isThere ? exit.success : 2);
    });
    await transact({ install: [{ name: 'new' }] });
    expect(changes().at(-1)).toEqual(['InstallPackages', flag.onlyTrusted, ['new;2;all;']]);
  });

  it('fetches the lists once', async () => {
    knowing([available, 'new;1;all;']);
    test.kit.on('RefreshCache', ({ finish }: FakeTransaction) => finish());
    test.kit.on('InstallPackages', (transaction: FakeTransaction) => {
      transaction.error(errorCode.downloadFailed, 'Not there');
      transaction.finish(2);
    });
    await expect(transact({ install: [{ name: 'new' }] })).rejects.toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNREACHABLE',
    });
    expect(changes().map(([member]) => member)).toEqual([
      'InstallPackages',
      'RefreshCache',
      'InstallPackages',
    ]);
  });

  it('makes no transaction for what is as it is to be', async () => {
    knowing([1, 'there;1;all;']);
    await transact({ install: [{ name: 'there' }, { name: 'there', version: '0:1' }], remove: ['gone'] });
    expect(changes()).toEqual([]);
  });

  it('asks for no version that would be another part of an id', async () => {
    knowing([available, 'a;1;all;']);
    const install = [{ name: 'a', version: '1;evil' }];
    await expect(transact({ install })).rejects.toMatchObject({ code: 'PACKAGE_VERSION_UNAVAILABLE' });
    expect(test.kit.roles).toHaveLength(1);
  });
});

describe('filesOf', () => {
  it('asks once for all, whatever data the ids have, and tells nothing of what PackageKit tells nothing of', async () => {
    knowing([1, 'a;1;all;installed'], [available, 'b;1;all;'], [1, 'c;1;all;installed']);
    test.kit.on('GetFiles', (transaction: FakeTransaction) => {
      transaction.emit('Files', 'sas', 'c;1;all;installed:repo', ['/.', '/no-such', '/no-such/file', '/etc']);
      transaction.finish();
    });
    expect(await packageKit.filesOf(['a', 'b', 'c'], never)).toEqual([
      undefined,
      undefined,
      ['/no-such/', '/no-such/file', '/etc/'],
    ]);
    expect(changes()).toEqual([['GetFiles', ['a;1;all;installed', 'c;1;all;installed']]]);
  });

  it('asks nothing where none is installed', async () => {
    knowing([available, 'b;1;all;']);
    expect(await packageKit.filesOf(['b'], never)).toEqual([undefined]);
    expect(changes()).toEqual([]);
  });
});
