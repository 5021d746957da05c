import { describe, expect, it } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import { PackageKitOnHost, usePackageKitOnHost } from './testing/packagekit-on-host.ts';

const on = usePackageKitOnHost();

describe('transact', () => {
  it('waits for whoever holds the lock', async () => {
    const other = await on.kit.otherAtWork();
    on.kit.context.onStep = (step) => {
      if (step === 'waiting for the lock') void on.kit.host.run(['rm', '--force', '/etc/lab-slow']);
    };
    await on.kit.install('lab-many-1');
    expect(await on.kit.conditions('lab-slow', 'lab-many-1')).toEqual(['1.0', '1.0']);
    expect(on.kit.context.told).toContainEqual({ step: 'waiting for the lock' });
    expect((await other.ended()).exitCode).toBe(0);
  });

  it('is told to stop while it waits for the lock', async () => {
    const other = await on.kit.otherAtWork();
    on.kit.context.onStep = (step) => {
      if (step === 'waiting for the lock') on.kit.context.stop.abort();
    };
    await expect(on.kit.install('lab-many-1')).rejects.toMatchObject({ code: 'PACKAGE_STOPPED' });
    await on.kit.host.run(['rm', '/etc/lab-slow']);
    await other.ended();
    expect(await on.kit.conditions('lab-many-1')).toEqual(['absent']);
  });

  it('is not stopped in the midst of unpacking', async () => {
    await on.kit.host.write('/etc/lab-slow', '');
    const installing = on.kit.install('lab-slow');
    await on.kit.scriptRuns();
    on.kit.context.stop.abort();
    await on.kit.host.run(['rm', '/etc/lab-slow']);
    await installing;
    expect(await on.kit.conditions('lab-slow')).toEqual(['1.0']);
  });

  it('goes on without us when we leave it', async () => {
    await on.kit.host.write('/etc/lab-slow', '');
    const left = expect(on.kit.install('lab-slow')).rejects.toThrow('now');
    await on.kit.scriptRuns();
    on.kit.context.kill.abort(new Error('now'));
    await left;
    await on.kit.bus.close();
    await on.kit.host.run(['rm', '/etc/lab-slow']);
    on.kit = new PackageKitOnHost(on.kit.host);
    await on.kit.install('lab-many-1');
    expect(await on.kit.conditions('lab-slow', 'lab-many-1')).toEqual(['1.0', '1.0']);
  });

  it('fails when PackageKit is killed, and the next one has completed what was left', async () => {
    await on.kit.host.write('/etc/lab-slow', '');
    const installing = on.kit.install('lab-slow').catch((cause: unknown) => cause);
    await on.kit.scriptRuns();
    await on.kit.host.run(['pkill', '--signal', 'KILL', 'packagekitd']);
    const problem = await installing;
    expect(problem).toBeInstanceOf(MachineProblem);
    expect(problem).toMatchObject({ code: 'PACKAGE_MANAGER_KILLED' });
    expect(await on.kit.conditions('lab-slow')).toEqual(['absent']);

    await on.kit.host.run(['rm', '/etc/lab-slow']);
    await on.kit.install('lab-slow', 'lab-many-1');
    expect(await on.kit.conditions('lab-slow', 'lab-many-1')).toEqual(['1.0', '1.0']);
    expect(on.kit.context.warnings).toHaveLength(1);
  });
});
