import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bin } from '../testing/homeostat.ts';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

const run = (...options: string[]) => ['run', 'site.yaml', '--state', 'state', ...options];
const once = (...options: string[]) => place.call(...run('--converged-timeout', '0', ...options));

const fileOf = (name: string, content: string) =>
  `resources: { file: [{ name: ${place.path(name)}, content: ${JSON.stringify(content)} }] }\n`;

/** Makes a file, so that a test can wait for it, and then stays. */
const slow = (command = 'sleep 600') =>
  `resources: { exec: [{ name: slow, shell: true, cmd: "touch ${place.path('begun')}; ${command}" }] }\n`;
const begun = () => vi.waitFor(() => expect(place.has('begun')).toBe(true), 10_000);

test('run brings the machine into the declared state, and the next time has nothing to do', async () => {
  await place.write('site.yaml', fileOf('motd', 'Hello\n'));
  const first = await once();
  expect(first.stdout).toMatch(/^file\[.*motd\] changed: .+ \(.+s\)$/m);
  expect(first.stdout).toContain('1 resource: 1 in state (1 changed); ');
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await place.read('motd')).toBe('Hello\n');

  const second = await once();
  expect(second.stdout).not.toContain('changed');
  expect(second.exitCode).toBe(0);
});

test('run remembers over restarts that a command has run, in a directory for its owner alone', async () => {
  await place.write('site.yaml', 'resources: { exec: [{ name: hello, cmd: echo hello }] }');
  expect((await once()).stdout).toContain('exec[hello] changed');
  expect((await stat(place.path('state'))).mode & 0o777).toBe(0o700);
  expect((await once()).stdout).not.toContain('changed');
});

test('run does not run what it has no room to remember', async () => {
  await place.write('site.yaml', `resources: { exec: [{ name: make, cmd: "mkdir ${place.path('made')}" }] }`);
  const call = [process.execPath, bin, ...run('--converged-timeout', '0')];
  // As on a full disk: nothing can be written into a file.
  const { stdout, status } = spawnSync('sh', ['-c', 'ulimit -f 0; exec "$@"', 'sh', ...call], {
    cwd: place.directory,
    encoding: 'utf8',
  });
  expect([status, place.has('made')]).toEqual([1, false]);
  expect(stdout).toContain('exec[make] failed: EXEC_NOT_BEGUN: "mkdir');
});

test('run exits with 1 when something failed, and tells what that blocks', async () => {
  await place.write(
    'site.yaml',
    `resources: { exec: [{ name: bad, shell: true, cmd: "echo why; exit 3" }], noop: [{ name: after }] }
edges: [{ from: "exec[bad]", to: "noop[after]" }]
`,
  );
  const { exitCode, stdout } = await once();
  expect(stdout).toMatch(/^exec\[bad\] failed: EXEC_FAILED: /m);
  expect(stdout).toMatch(/^noop\[after\] blocked by exec\[bad\]$/m);
  expect(stdout).toContain('2 resources: 0 in state, 1 failed, 1 blocked; ');
  expect(exitCode).toBe(1);
});

test('run --noop touches nothing', async () => {
  await place.write('site.yaml', fileOf('motd', 'Hello\n'));
  const { exitCode, stdout } = await once('--noop');
  expect(stdout).toContain('would change');
  expect(exitCode).toBe(0);
  expect(place.has('motd')).toBe(false);
  expect(place.has('state')).toBe(false);
});

test('run puts back what drifts, until it is told to stop', async () => {
  await place.write('site.yaml', fileOf('motd', 'Hello\n'));
  const homeostat = place.start(...run());
  await homeostat.told('converged');
  await place.write('motd', 'Drifted\n');
  await homeostat.told('changed', 2);
  expect(await place.read('motd')).toBe('Hello\n');
  await homeostat.told('converged', 2);
  homeostat.signal('SIGTERM');
  expect(await homeostat.ended()).toMatchObject({ exitCode: 0 });
});

test('run follows its file; while that has errors, the graph before keeps running', async () => {
  await place.write('site.yaml', fileOf('motd', 'One\n'));
  const homeostat = place.start(...run());
  await homeostat.told('converged');

  await place.write('site.yaml', 'resources: { nope: [{ name: a }] }\n');
  await homeostat.told('KIND_UNKNOWN');
  await place.write('motd', 'Drifted\n');
  await homeostat.told('changed: ', 2);
  expect(await place.read('motd')).toBe('One\n');

  await place.write('site.yaml', fileOf('motd', 'Two\n'));
  await homeostat.told('changed: ', 3);
  expect(await place.read('motd')).toBe('Two\n');
  await homeostat.told('converged', 3);
  homeostat.signal('SIGINT');
  const { exitCode, stdout, stderr } = await homeostat.ended();
  expect(stdout).toContain('(0 added, 1 replaced, 0 removed)');
  expect(stderr.match(/KIND_UNKNOWN/g)).toHaveLength(1);
  expect(exitCode).toBe(0);
});

test('run refuses a file with errors and touches nothing', async () => {
  await place.write('site.yaml', `${slow()}edges: [{ from: "exec[slow]", to: "noop[missing]" }]\n`);
  const { exitCode, stdout, stderr } = await place.call(...run());
  expect(stderr).toContain('EDGE_END_UNKNOWN');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(place.has('begun')).toBe(false);
});

test('run reads its file anew at SIGHUP, also one that it does not follow', async () => {
  await place.write('site.yaml', fileOf('motd', 'One\n'));
  const homeostat = place.start(...run('--no-watch'));
  await homeostat.told('converged');
  await place.write('site.yaml', fileOf('motd', 'Two\n'));
  homeostat.process.kill('SIGHUP');
  await homeostat.told('converged', 2);
  expect(await place.read('motd')).toBe('Two\n');
  homeostat.signal('SIGTERM');
  expect(await homeostat.ended()).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringContaining('aborted'),
  });
});

test('run marks the lines that go to the journal by their severity', async () => {
  await place.write(
    'site.yaml',
    'resources: { noop: [{ name: good }], exec: [{ name: bad, shell: true, cmd: "echo why; echo so; exit 3" }] }\n',
  );
  const call = [process.execPath, bin, ...run('--converged-timeout', '0')];
  const script = 'export JOURNAL_STREAM="$(stat -c %d:%i out)"; "$@" 2> err; cat err';
  const { stdout } = spawnSync('sh', ['-c', `{ ${script}; } > out; cat out`, 'sh', ...call], {
    cwd: place.directory,
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^<3>exec\[bad\] failed: .*\n(<3>.*\n)*<3> *why\n<3> *so\n<6>/m);
  expect(stdout).toMatch(/^<6>graph: /m);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => !line.startsWith('<'))).toEqual([]);
});

test('run lets what runs end at the first signal', async () => {
  await place.write('site.yaml', slow(`until test -e ${place.path('finish')}; do sleep 0.02; done`));
  const homeostat = place.start(...run());
  await begun();
  homeostat.signal('SIGTERM');
  await homeostat.told('stopping');
  await place.write('finish', '');
  const { exitCode, stdout } = await homeostat.ended();
  expect(stdout).toContain('exec[slow] changed');
  expect(exitCode).toBe(0);
});

test('run aborts what runs at the second signal', async () => {
  await place.write('site.yaml', slow());
  const homeostat = place.start(...run());
  await begun();
  homeostat.signal('SIGTERM');
  await homeostat.told('stopping');
  homeostat.signal('SIGTERM');
  expect((await homeostat.ended()).exitCode).not.toBe(0);
});

test('run --json writes an event a line, and the summary last', async () => {
  await place.write('site.yaml', 'resources: { print: [{ name: a, msg: hello }] }');
  const { exitCode, stdout, stderr } = await once('--json');
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ type: 'graph', members: 1 });
  expect(events).toContainEqual(expect.objectContaining({ type: 'output', id: 'print[a]', output: 'hello' }));
  expect(events.at(-1)).toMatchObject({ type: 'summary', total: 1, ok: 1 });
  expect(events.map(({ type }) => type)).not.toContain('state');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('run --graphviz writes the graph, for its owner alone, and again when it changes', async () => {
  await place.write('site.yaml', 'resources: { noop: [{ name: a }] }');
  const homeostat = place.start(...run('--graphviz', 'site.dot'));
  await homeostat.told('converged');
  await vi.waitFor(async () => expect(await place.read('site.dot')).toContain('noop[a]'), 10_000);
  expect((await stat(place.path('site.dot'))).mode & 0o777).toBe(0o600);
  await place.write('site.yaml', 'resources: { noop: [{ name: b }] }');
  await vi.waitFor(async () => expect(await place.read('site.dot')).toContain('noop[b]'), 10_000);
});

test('run goes on when nobody reads its output any more', async () => {
  await place.write('site.yaml', fileOf('motd', 'Hello\n'));
  const homeostat = place.start(...run('--converged-timeout', '0'));
  homeostat.process.stdout.destroy();
  expect(await homeostat.ended()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await place.read('motd')).toBe('Hello\n');
});

test('run goes on when its output can not be written, and exits with 1', async () => {
  await place.write('site.yaml', fileOf('motd', 'Hello\n'));
  const command = [process.execPath, bin, ...run('--converged-timeout', '0')];
  const { status, stderr } = spawnSync('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...command], {
    cwd: place.directory,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(await place.read('motd')).toBe('Hello\n');
});
