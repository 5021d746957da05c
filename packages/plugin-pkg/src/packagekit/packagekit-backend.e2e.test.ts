import { describe, expect, it, test } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import { isPackageKitThere } from './is-packagekit-there.ts';
import { usePackageKitOnHost } from './testing/packagekit-on-host.ts';

const on = usePackageKitOnHost();
const never = new AbortController().signal;

describe('look', () => {
  it('tells of what is there, what is not, and of what could be', async () => {
    expect(
      await on.kit.look('bash', 'lab-tool', 'no-such', '-x', '', 'a;b;c;d', 'bash:amd64', 'lab-tool:amd64'),
    ).toEqual([
      {
        name: 'bash',
        condition: 'installed',
        version: expect.stringMatching(/^5\./),
        held: false,
        available: [expect.stringMatching(/^5\./)],
      },
      { name: 'lab-tool', condition: 'absent', held: false, available: ['2.0'] },
      ...['no-such', '-x', '', 'a;b;c;d'].map((name) => ({
        name,
        condition: 'absent',
        held: false,
        available: [],
      })),
      expect.objectContaining({ name: 'bash:amd64', condition: 'installed' }),
      { name: 'lab-tool:amd64', condition: 'absent', held: false, available: ['2.0'] },
    ]);
  });

  it('finds a version that is asked for, also where apt would take another one', async () => {
    const versions = new Map([
      ['lab-tool', '1.0'],
      ['sl', '99'],
    ]);
    const [tool, sl] = await on.kit.backend.look(['lab-tool', 'sl'], { available: true, versions }, never);
    expect(tool!.available).toEqual(['2.0', '1.0']);
    expect(sl!.available).toEqual([expect.stringMatching(/^5\.02/)]);
  });

  it('takes more names than PackageKit does at once', async () => {
    const many = Array.from({ length: 11_000 }, (_, index) => `no-such-${index}`);
    const statuses = await on.kit.look(...many, 'bash');
    expect(statuses).toHaveLength(11_001);
    expect(statuses.at(-1)).toMatchObject({ name: 'bash', condition: 'installed' });
  });

  it('ends by an abort, also while the machine stalls', async () => {
    await on.kit.look('bash');
    await on.kit.host.freeze();
    const stop = new AbortController();
    const looking = on.kit.backend.look(['bash'], { available: true }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    await on.kit.host.thaw();
  });
});

test('filesOf tells directories from files, and nothing of what is not installed', async () => {
  expect(await on.kit.backend.filesOf(['lab-tool'], never)).toEqual([undefined]);
  await on.kit.install('lab-tool');
  expect(await on.kit.backend.filesOf(['sl', 'lab-tool'], never)).toEqual([
    undefined,
    ['/usr/', '/usr/share/', '/usr/share/lab/', '/usr/share/lab/lab-tool'],
  ]);
});

describe('refresh', () => {
  it('fetches what the repositories offer', async () => {
    await on.kit.host.run(['sh', '-c', 'rm -r /var/lib/apt/lists/*']);
    expect((await on.kit.look('lab-tool'))[0]!.available).toEqual([]);
    await on.kit.backend.refresh(on.kit.context);
    expect((await on.kit.look('lab-tool'))[0]!.available).toEqual(['2.0']);
  });

  it('tells of a repository that is not there, and of a machine that is offline', async () => {
    await on.kit.host.write('/etc/apt/sources.list.d/gone.list', 'deb [trusted=yes] file:///srv/gone ./\n');
    const gone = await on.kit.backend.refresh(on.kit.context).catch((cause: unknown) => cause);
    expect(gone).toBeInstanceOf(MachineProblem);
    expect(gone).toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNREACHABLE',
      hint: expect.stringContaining('/srv/gone'),
    });
    await on.kit.host.run(['ip', 'route', 'del', 'default']);
    await expect(on.kit.backend.refresh(on.kit.context)).rejects.toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNREACHABLE',
      hint: expect.stringContaining('offline'),
    });
    // What is on this machine needs no network.
    await on.kit.install('lab-tool');
    expect(await on.kit.conditions('lab-tool')).toEqual(['2.0']);
  });
});

test('a user who may not is told so', async () => {
  const script = `
    import { createBus } from '/opt/homeostat/packages/bus/dist/index.js';
    import { createPackageKitBackend } from '/opt/homeostat/packages/plugin-pkg/dist/index.js';
    const never = new AbortController().signal;
    const clock = { now: () => 0, schedule() {} };
    const context = { signal: never, killSignal: never, services: { get: () => clock }, progress() {}, output() {} };
    const packageKit = createPackageKitBackend(createBus('system'));
    const alive = setInterval(() => {}, 1000);
    const [status] = await packageKit.look(['bash'], { available: false }, never);
    await packageKit.refresh(context).catch((problem) => console.log(status.condition, problem.code));
    clearInterval(alive);`;
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const { stdout, stderr } = await on.kit.host.run([
    ...asNobody,
    'node',
    '--input-type=module',
    '--eval',
    script,
  ]);
  expect([stdout, stderr]).toEqual(['installed PACKAGE_NOT_AUTHORIZED\n', '']);
});

test('isPackageKitThere starts nothing', async () => {
  expect(await isPackageKitThere(on.kit.bus)).toBe(true);
  expect((await on.kit.host.run(['pgrep', 'packagekitd'])).exitCode).toBe(1);
});
