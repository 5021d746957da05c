import type { Host } from '@homeostat/lab';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../e2e/testing/use-host.ts';
import { AptOnHost } from './testing/apt-on-host.ts';

const on = useHost();
let host: Host;
let apt: AptOnHost;
beforeEach(() => {
  host = on.host;
  apt = new AptOnHost(host);
});

async function transactions(): Promise<number> {
  const { stdout } = await host.run(['grep', '--count', '^Start-Date', '/var/log/apt/history.log']);
  return Number(stdout);
}

describe('look', () => {
  test('tells of what is there, what is not, and of the versions that could be', async () => {
    await apt.transact({ install: [{ name: 'lab-tool', version: '1.0' }] });
    expect(
      await apt.look(['lab-tool', 'sl', 'no-such', 'awk', 'lab-tool:amd64', 'lab-tool:i386'], true),
    ).toEqual([
      { name: 'lab-tool', condition: 'installed', version: '1.0', held: false, available: ['2.0', '1.0'] },
      { name: 'sl', condition: 'absent', held: false, available: [expect.stringMatching(/^5\.02/)] },
      { name: 'no-such', condition: 'absent', held: false, available: [] },
      { name: 'awk', condition: 'absent', held: false, available: [] },
      {
        name: 'lab-tool:amd64',
        condition: 'installed',
        version: '1.0',
        held: false,
        available: ['2.0', '1.0'],
      },
      { name: 'lab-tool:i386', condition: 'installed', version: '1.0', held: false, available: [] },
    ]);
  });
});

describe('look for versions', () => {
  test('asks apt again only when something has changed that it goes by', async () => {
    // What a Node of its own each time would not remember.
    const looks = `
      (async () => {
        const { execFileSync } = await import('node:child_process');
        const { writeFileSync } = await import('node:fs');
        const versions = async (name) => (await apt.look([name], { available: true }, context.signal))[0].available;
        const found = [await versions('lab-tool'), await versions('lab-tool')];
        const asked = () => execFileSync('sh', ['-c', 'grep --count policy /tmp/asked'], { encoding: 'utf8' }).trim();
        const before = asked();
        writeFileSync('/etc/apt/preferences.d/pin', 'Package: lab-tool\\nPin: version 1.0\\nPin-Priority: 900\\n');
        found.push(await versions('lab-tool'));
        execFileSync('rm', ['/etc/apt/preferences.d/pin']);
        found.push(await versions('lab-tool'));
        execFileSync('sh', ['-c', 'cd /srv/packages && rm lab-tool_2* && apt-ftparchive packages . > Packages']);
        found.push(await versions('lab-tool'));
        return { found, before, after: asked() };
      })()`;
    const counting = `
      mv /usr/bin/apt-cache /usr/bin/apt-cache.real
      printf '%s\\n' '#!/bin/sh' 'echo "$1" >> /tmp/asked' 'exec /usr/bin/apt-cache.real "$@"' > /usr/bin/apt-cache
      chmod +x /usr/bin/apt-cache`;
    await host.run(['sh', '-c', counting]);
    const { value } = await apt.call(looks);
    expect(value).toEqual({
      found: [['2.0', '1.0'], ['2.0', '1.0'], ['1.0', '2.0'], ['2.0', '1.0'], ['1.0']],
      before: '1',
      after: '4',
    });
  });
});

describe('transact', () => {
  test('installs many in one transaction, with what they depend on, and tells how far it is', async () => {
    const names = ['powertop', 'sl', 'cowsay', 'lab-application'];
    const before = await transactions();
    const outcome = await apt.transact({ install: names.map((name) => ({ name })) });
    expect(outcome.problem).toBeUndefined();
    expect(await transactions()).toBe(before + 1);
    for (const { condition } of await apt.look([...names, 'lab-library']))
      expect(condition).toBe('installed');
    expect(outcome.progress).toContainEqual({ step: 'downloading', percent: 100 });
    expect(outcome.progress).toContainEqual({ name: 'sl', step: 'unpacking', percent: expect.any(Number) });
    expect(outcome.output).toContain('Setting up sl');
    expect(outcome.output).not.toMatch(/\.\.\. +\d+%/);
  });

  test('installs, removes and purges', async () => {
    await apt.transact({
      install: ['lab-many-1', 'lab-many-2', 'lab-config', 'sl'].map((name) => ({ name })),
    });
    const outcome = await apt.transact({
      install: [{ name: 'lab-many-3' }],
      remove: ['lab-many-1', 'sl'],
      purge: ['lab-config'],
    });
    expect(outcome.problem).toBeUndefined();
    const conditions = (await apt.look(['lab-many-1', 'lab-many-2', 'lab-many-3', 'lab-config'])).map(
      ({ condition }) => condition,
    );
    expect(conditions).toEqual(['absent', 'installed', 'installed', 'absent']);
  });

  test('keeps a configuration file that the administrator edited, and takes the new one where nobody did', async () => {
    await apt.transact({ install: [{ name: 'lab-config', version: '1.0' }] });
    await host.write('/etc/lab-config.conf', 'edited');
    expect((await apt.transact({ install: [{ name: 'lab-config' }] })).problem).toBeUndefined();
    expect(await host.read('/etc/lab-config.conf')).toBe('edited');
    await apt.transact({ purge: ['lab-config'] });
    await apt.transact({ install: [{ name: 'lab-config', version: '1.0' }] });
    await apt.transact({ install: [{ name: 'lab-config' }] });
    expect(await host.read('/etc/lab-config.conf')).toBe('shipped with 2.0\n');
  });

  test('leaves the configuration of what is removed, and purges what is to be purged, also later', async () => {
    await apt.transact({ install: [{ name: 'lab-config' }] });
    await apt.transact({ remove: ['lab-config'] });
    expect(await apt.look(['lab-config'])).toEqual([
      { name: 'lab-config', condition: 'config-files', held: false },
    ]);
    await apt.transact({ purge: ['lab-config'] });
    expect((await apt.look(['lab-config']))[0]!.condition).toBe('absent');
  });

  test('purges nothing that is only to be removed, and takes nothing along, whatever the machine is set to', async () => {
    await host.write(
      '/etc/apt/apt.conf.d/99admin',
      'APT::Get::AutomaticRemove "true"; APT::Get::Purge "true"; APT::Get::force-yes "true";\n',
    );
    await apt.transact({ install: [{ name: 'lab-config' }, { name: 'lab-application' }] });
    await apt.transact({ remove: ['lab-config', 'lab-application'] });
    expect(await apt.look(['lab-config', 'lab-application', 'lab-library'])).toMatchObject([
      { condition: 'config-files' },
      { condition: 'absent' },
      { condition: 'installed' },
    ]);
  });

  test('purges one and only removes another whose dependent goes along', async () => {
    await apt.transact({ install: ['lab-config', 'lab-application'].map((name) => ({ name })) });
    await host.run(['sh', '-c', 'echo /etc/lab-library >> /var/lib/dpkg/info/lab-application.conffiles']);
    const outcome = await apt.transact({
      purge: ['lab-config'],
      remove: ['lab-library'],
      allowRemoveDependents: true,
    });
    expect(outcome.problem).toBeUndefined();
    expect(await apt.look(['lab-config', 'lab-application', 'lab-library'])).toMatchObject([
      { condition: 'absent' },
      { condition: 'absent' },
      { condition: 'absent' },
    ]);
  });

  test('goes by a name with an architecture as by one without', async () => {
    await apt.transact({ install: [{ name: 'libncurses6:amd64' }, { name: 'sl' }] });
    const removal = { remove: ['libncurses6:amd64', 'sl:amd64'] };
    expect((await apt.transact(removal)).problem).toBeUndefined();
    expect(await apt.look(['libncurses6', 'sl'])).toMatchObject([
      { condition: 'absent' },
      { condition: 'absent' },
    ]);
  });

  test('does without a scope where systemd refuses one', async () => {
    const refusing = `
      mv /usr/bin/systemd-run /usr/bin/systemd-run.real
      printf '%s\\n' '#!/bin/sh' 'case "$*" in *--scope*) echo "Failed to connect to bus: no"; exit 1;; esac' \\
        'exec /usr/bin/systemd-run.real "$@"' > /usr/bin/systemd-run.new
      chmod +x /usr/bin/systemd-run.new && mv /usr/bin/systemd-run.new /usr/bin/systemd-run`;
    await host.run(['sh', '-c', refusing]);
    expect((await host.run(['/usr/bin/systemd-run', '--scope', 'true'])).exitCode).toBe(1);
    expect((await apt.transact({ install: [{ name: 'sl' }] })).problem).toBeUndefined();
    expect((await apt.look(['sl']))[0]!.condition).toBe('installed');
  });
});

describe('refresh', () => {
  test('tells of what a repository got', async () => {
    await host.run(['sh', '-c', 'rm -r /var/lib/apt/lists/*']);
    expect((await apt.look(['sl'], true))[0]!.available).toEqual([]);
    expect((await apt.call('apt.refresh(context)')).problem).toBeUndefined();
    expect((await apt.look(['sl'], true))[0]!.available).toHaveLength(1);
  });
});

describe('filesOf', () => {
  test('tells what an installed package ships, and nothing of others', async () => {
    expect((await apt.transact({ install: [{ name: 'lab-service' }] })).problem).toBeUndefined();
    const { value } = await apt.call('apt.filesOf(["lab-service", "sl"], context.signal)');
    const shipped = [
      '/lib/',
      '/lib/systemd/',
      '/lib/systemd/system/',
      '/lib/systemd/system/lab-service.service',
      '/usr/',
      '/usr/share/',
      '/usr/share/lab/',
      '/usr/share/lab/lab-service',
    ];
    // JSON has no undefined.
    expect(value).toEqual([shipped, null]);
  });
});
