import { spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bin } from '../testing/homeostat.ts';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

const making = (name: string) =>
  `resources: { exec: [{ name: make, cmd: "mkdir ${place.path(name)}", creates: ${place.path(name)} }] }`;
const bash = (script: string) =>
  spawnSync('bash', ['-c', script, process.execPath, bin, making('made')], {
    cwd: place.directory,
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });

test.skipIf(process.getuid?.() !== 0)(
  'run refuses a config that everybody may write, and warns of it elsewhere (skipped when not root)',
  async () => {
    await place.write('site.yaml', making('made'));
    await chmod(place.path('site.yaml'), 0o666);
    const refused = await place.call('run', 'site.yaml', '--state', 'state', '--converged-timeout', '0');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('CONFIG_UNSAFE: site.yaml says what is run');
    expect([place.has('made'), place.has('state')]).toEqual([false, false]);
    for (const [command, exitCode] of [
      ['check', 2],
      ['validate', 0],
    ] as const) {
      const warned = await place.call(command, 'site.yaml');
      expect(warned.stderr).toMatch(/^warning: CONFIG_UNSAFE/m);
      expect(warned.exitCode).toBe(exitCode);
    }
  },
);

test.skipIf(process.getuid?.() !== 0)(
  'run does not take over a config that everybody may write by now (skipped when not root)',
  async () => {
    await place.write('site.yaml', making('one'));
    const homeostat = place.start('run', 'site.yaml', '--state', 'state');
    await homeostat.told('converged');
    await place.write('open.yaml', making('two'));
    await chmod(place.path('open.yaml'), 0o666);
    spawnSync('mv', [place.path('open.yaml'), place.path('site.yaml')]);
    await homeostat.told('CONFIG_UNSAFE');
    expect(place.has('two')).toBe(false);
    await chmod(place.path('site.yaml'), 0o644);
    await vi.waitFor(() => expect(place.has('two')).toBe(true), 10_000);
  },
);

test('run takes a config from a pipe', () => {
  const [run, options] = ['"$0" "$1" run', '--state state --converged-timeout 0'];
  for (const script of [
    `${run} <(printf %s "$2") ${options}`,
    `printf %s "$2" | ${run} /dev/stdin ${options}`,
  ]) {
    const { status, stderr } = bash(script);
    expect({ status, stderr, made: place.has('made') }).toEqual({ status: 0, stderr: '', made: true });
    spawnSync('rmdir', [place.path('made')]);
  }
});

test('run stays with a config from a pipe', async () => {
  await place.write('site.yaml', making('made'));
  const { stdout } = bash(
    '"$0" "$1" run <(printf %s "$2") --state state > out & until grep -q converged out || ! kill -0 $!; do sleep 0.02; done; kill $!; wait $!; echo "$?"; cat out',
  );
  expect(stdout).toMatch(/^0\n/);
});
