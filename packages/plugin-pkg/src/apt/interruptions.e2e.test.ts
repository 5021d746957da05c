import type { Host } from '@homeostat/lab';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../e2e/testing/use-host.ts';
import { AptOnHost, outcomeOf, transactionCall } from './testing/apt-on-host.ts';

const on = useHost();
let host: Host;
let apt: AptOnHost;
beforeEach(async () => {
  host = on.host;
  apt = new AptOnHost(host);
  await host.write('/etc/lab-slow', '');
});

const slow = { install: [{ name: 'lab-slow' }] };
const quick = { install: [{ name: 'lab-many-1' }] };

/** Lets the installation of lab-slow come to its end. */
async function goOn(): Promise<void> {
  await host.run(['rm', '/etc/lab-slow']);
}

async function killed(...argv: string[]): Promise<void> {
  const { stderr, exitCode } = await host.run(['sh', '-c', `kill -KILL $(pidof -- ${argv.join(' ')})`]);
  expect(exitCode, stderr).toBe(0);
}

async function condition(name: string): Promise<string> {
  return (await apt.look([name]))[0]!.condition;
}

describe('a transaction', () => {
  test('goes on to its end when we are killed, and the next one waits for it', async () => {
    const ours = apt.start(slow);
    await ours.told('Setting up lab-slow');
    await ours.signal('SIGKILL');
    await ours.ended();
    expect(await condition('lab-slow')).toBe('broken');

    const next = apt.start(quick);
    await next.told('progress undefined waiting for the lock');
    await goOn();
    const outcome = outcomeOf((await next.ended()).stdout);
    // Nothing had to be mended.
    expect(outcome).toMatchObject({ log: [] });
    expect(outcome).not.toHaveProperty('problem');
    expect(await condition('lab-slow')).toBe('installed');
    expect(await condition('lab-many-1')).toBe('installed');
  });

  test('is not stopped in the middle of unpacking', async () => {
    const ours = apt.start(slow);
    await ours.told('Setting up lab-slow');
    await ours.signal('SIGTERM');
    await goOn();
    expect(outcomeOf((await ours.ended()).stdout)).not.toHaveProperty('problem');
    expect(await condition('lab-slow')).toBe('installed');
  });

  test('is stopped while it waits for a lock', async () => {
    const other = apt.start(slow);
    await other.told('Setting up lab-slow');
    const ours = apt.start(quick);
    await ours.told('progress undefined waiting for the lock');
    await ours.signal('SIGTERM');
    expect(outcomeOf((await ours.ended()).stdout).problem).toMatchObject({
      code: 'PACKAGE_STOPPED',
      isOfTheMachine: true,
    });
    await goOn();
    await other.ended();
  });

  test('is ended by force when that is asked for, with what apt has started, and the next one mends it', async () => {
    const ours = apt.start(slow);
    await ours.told('Setting up lab-slow');
    await ours.signal('SIGTERM');
    await ours.signal('SIGUSR2');
    expect(outcomeOf((await ours.ended()).stdout).problem?.code).toBe('PACKAGE_STOPPED');
    await goOn();
    const outcome = await apt.transact(quick);
    expect(outcome).not.toHaveProperty('problem');
    expect(outcome.log).toEqual([expect.stringContaining('dpkg --configure -a')]);
    expect(await condition('lab-slow')).toBe('installed');
  });
});

describe('apt-get that was killed', () => {
  test('is told, and what it left is completed by the next one', async () => {
    const ours = apt.start(slow);
    await ours.told('Setting up lab-slow');
    await killed('apt-get');
    expect(outcomeOf((await ours.ended()).stdout).problem).toMatchObject({
      code: 'PACKAGE_MANAGER_KILLED',
      message: 'apt-get was ended by SIGKILL',
      isOfTheMachine: true,
    });
    await goOn();
    const outcome = await apt.transact(quick);
    expect(outcome).not.toHaveProperty('problem');
    expect(outcome.log).toEqual([expect.stringContaining('dpkg --configure -a')]);
    for (const name of ['lab-slow', 'lab-many-1']) expect(await condition(name)).toBe('installed');
  });

  test('among many, and one of them can not be completed: the others are there', async () => {
    const names = ['lab-fragile', 'lab-slow', 'lab-many-2'];
    const ours = apt.start({ install: names.map((name) => ({ name })) });
    await ours.told('Setting up lab-slow');
    await killed('apt-get');
    await ours.ended();
    await goOn();
    await host.write('/etc/lab-fragile', '');
    const outcome = await apt.transact(quick);
    expect(outcome.problem?.code ?? 'PACKAGE_SCRIPT_FAILED').toBe('PACKAGE_SCRIPT_FAILED');
    for (const name of ['lab-slow', 'lab-many-1', 'lab-many-2'])
      expect(await condition(name)).toBe('installed');
  });

  test('with a dependency that is gone: it is brought back first', async () => {
    await goOn();
    await apt.transact({ install: [{ name: 'lab-application' }] });
    await host.run(['dpkg', '--force-all', '--remove', 'lab-library']);
    const outcome = await apt.transact(quick);
    expect(outcome).not.toHaveProperty('problem');
    expect(outcome.log).toEqual([expect.stringContaining('apt-get --fix-broken install')]);
    for (const name of ['lab-library', 'lab-many-1']) expect(await condition(name)).toBe('installed');
  });

  test('with a package half unpacked that no repository has any more: a person has to choose', async () => {
    await goOn();
    await apt.transact(quick);
    const half = `
      set -e
      sed -i '/^Package: lab-many-1$/,/^$/s/^Status: .*/Status: install reinstreq half-installed/' /var/lib/dpkg/status
      rm /srv/packages/lab-many-1_* && cd /srv/packages && apt-ftparchive packages . > Packages
      apt-ftparchive release . > /tmp/Release && mv /tmp/Release Release
      apt-get update`;
    await host.run(['sh', '-c', half]);
    const { problem } = await apt.transact({ install: [{ name: 'lab-many-2' }] });
    expect(problem).toMatchObject({ code: 'PACKAGE_DPKG_BROKEN', isOfTheMachine: true });
    expect(problem?.message).toContain('lab-many-1');
    const [, cure] = /: (dpkg .*)$/.exec(problem!.hint)!;
    expect(cure).toBe('dpkg --remove --force-remove-reinstreq lab-many-1');
    await host.run(cure!.split(' '));
    expect((await apt.transact({ install: [{ name: 'lab-many-2' }] })).problem).toBeUndefined();
  });
});

describe('a lock', () => {
  test("that is held for too long is told with its holder, be it apt's or that of the lists", async () => {
    const other = apt.start(slow);
    await other.told('Setting up lab-slow');
    const hasty = 'lockSeconds: 1';
    const call = transactionCall(quick);
    const { problem } = await apt.call(call, hasty);
    expect(problem).toMatchObject({ code: 'PACKAGE_LOCK_HELD', isOfTheMachine: true });
    expect(problem?.message).toMatch(
      /^apt-get \(process \d+\) has held \/var\/lib\/dpkg\/lock-frontend for more than 1 s$/,
    );
    const hold = await apt.call('apt.hold(["sl"], true, context)', hasty);
    expect(hold.problem?.code).toBe('PACKAGE_LOCK_HELD');
    await goOn();
    await other.ended();

    const holder = host.start(['perl', '-e', lockingScript, '/var/lib/apt/lists/lock']);
    await holder.told('locked');
    const refresh = await apt.call('apt.refresh(context)', hasty);
    expect(refresh.problem?.code).toBe('PACKAGE_LOCK_HELD');
    expect(refresh.problem?.message).toMatch(/^perl \(process \d+\) has held \/var\/lib\/apt\/lists\/lock /);

    const patient = host.start(apt.command('apt.refresh(context)'));
    await patient.told('waiting for the lock');
    await holder.signal('SIGKILL');
    expect(outcomeOf((await patient.ended()).stdout)).not.toHaveProperty('problem');
  });

  test('that was waited for makes us look again at what would go', async () => {
    await apt.transact({ install: [{ name: 'lab-library' }] });
    const holder = host.start(['perl', '-e', lockingScript, '/var/lib/dpkg/lock-frontend']);
    await holder.told('locked');
    const ours = apt.start({ remove: ['lab-library'] });
    await ours.told('waiting for the lock');
    // What the holder of that lock may do, and only that one.
    const dependent = 'DPKG_FRONTEND_LOCKED=1 dpkg --install /srv/packages/lab-application_*.deb';
    expect((await host.run(['sh', '-c', dependent])).exitCode).toBe(0);
    await holder.signal('SIGKILL');
    expect(outcomeOf((await ours.ended()).stdout).problem).toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To remove lab-library, others would have to go: lab-application',
    });
    for (const name of ['lab-library', 'lab-application']) expect(await condition(name)).toBe('installed');
  });

  test("that a maintainer script runs into is the script's fault, and not waited for", async () => {
    const script = `
      set -e
      mkdir -p /tmp/nested/DEBIAN
      printf '%s\\n' 'Package: nested' 'Version: 1' 'Architecture: all' 'Maintainer: Lab <lab@example.com>' \\
        'Description: made by a test' > /tmp/nested/DEBIAN/control
      printf '%s\\n' '#!/bin/sh' 'exec apt-get --yes install lab-many-2' > /tmp/nested/DEBIAN/postinst
      chmod 755 /tmp/nested /tmp/nested/DEBIAN /tmp/nested/DEBIAN/postinst
      cd /srv/packages
      dpkg-deb -Znone --root-owner-group --build /tmp/nested nested_1_all.deb
      apt-ftparchive packages . > Packages
      apt-ftparchive release . > /tmp/Release
      mv /tmp/Release Release
      apt-get update`;
    const { exitCode, stderr } = await host.run(['sh', '-c', script]);
    expect(exitCode, stderr).toBe(0);
    const { problem, output } = await apt.transact({ install: [{ name: 'nested' }] });
    expect(output).toContain('E: Could not get lock');
    expect(problem).toMatchObject({ code: 'PACKAGE_SCRIPT_FAILED', isOfTheMachine: false });
    expect(output.match(/^Setting up nested/gm)).toHaveLength(1);
  });

  test('that apt-mark does not wait for, we wait for', async () => {
    const other = apt.start(slow);
    await other.told('Setting up lab-slow');
    const hold = host.start(apt.command('apt.hold(["sl"], true, context)'));
    await hold.told('waiting for the lock');
    await goOn();
    expect(outcomeOf((await hold.ended()).stdout)).not.toHaveProperty('problem');
    expect((await apt.look(['sl']))[0]!.held).toBe(true);
  });
});

/** Holds a lock of the kind that apt asks for until it is killed. */
const lockingScript = `
  use Fcntl;
  open(my $file, '>>', $ARGV[0]) or die;
  my $lock = pack('s s x4 q q i x4', F_WRLCK, 0, 0, 0, 0);
  fcntl($file, F_SETLK, $lock) or die;
  $| = 1;
  print "locked\n";
  sleep;`;
