import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CLOCK, HandClock } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseCommand } from './command-line.ts';
import { environment } from './environment.ts';
import type { Outcome } from './outcome.ts';
import { graceMs } from './process-group.ts';
import { type RunOptions, runCommand } from './run-command.ts';
import { lives, livingMembers } from './testing/living.ts';
import { TestContext } from './testing/test-context.ts';

let directory: string;
let ctx: TestContext;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plugin-exec-'));
  ctx = new TestContext();
});

afterEach(async () => {
  ctx.kill.abort();
  await rm(directory, { recursive: true });
});

function run(cmd: string, args: readonly string[], options: Partial<RunOptions> = {}): Promise<Outcome> {
  const defaults = {
    cwd: directory,
    env: environment({}),
    timeoutMs: 0,
    onOutput: (text: string) => ctx.output(text),
  };
  return runCommand(parseCommand({ cmd, args }), { ...defaults, ...options }, ctx);
}

/** Takes SIGTERM for a good end. Not a shell with a trap: its children may lose the signal between fork and exec. */
const polite = (options?: Partial<RunOptions>) =>
  run(
    process.execPath,
    ['-e', 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1e6); console.log("ready")'],
    options,
  );

const script = (text: string, options?: Partial<RunOptions>) => run('/bin/sh', ['-c', text], options);

/** The group of a script that begins with `echo $$`. */
const group = async () => Number((await ctx.said(/^(\d+)\n/))[1]);

const nobodyLives = (id: number) =>
  vi.waitFor(() => expect(livingMembers(id)).toEqual([]), { timeout: 5000, interval: 5 });

function handClock(): HandClock {
  const clock = new HandClock();
  ctx.provided.set(CLOCK, clock);
  return clock;
}

describe('surroundings', () => {
  test('runCommand gives the command nothing but the declared environment', async () => {
    await run('env', [], { env: environment({ A: 'b', LANG: 'C' }) });
    expect(ctx.text.trim().split('\n').sort()).toEqual([
      'A=b',
      `HOME=${userInfo().homedir}`,
      'LANG=C',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ]);
  });

  test('runCommand runs in cwd, with nothing to read', async () => {
    await script('pwd; readlink /proc/self/fd/0');
    expect(ctx.text).toBe(`${directory}\n/dev/null\n`);
  });

  test('runCommand decodes characters that are torn between two reads', async () => {
    await run(process.execPath, ['-e', "process.stdout.write('a' + 'é'.repeat(200_000))"]);
    expect(ctx.text).toBe(`a${'é'.repeat(200_000)}`);
  });

  test('runCommand passes stdout and stderr on while the command runs', async () => {
    const running = script('echo out; echo err >&2; sleep 100');
    await ctx.said(/out/);
    await ctx.said(/err/);
    ctx.abort.abort();
    await running;
  });
});

describe('endings', () => {
  test('runCommand tells the exit status and the output', async () => {
    expect(await script('echo a; exit 3')).toEqual({ ending: { by: 'exit', status: 3 }, output: 'a\n' });
  });

  test('runCommand tells the signal that ended the command', async () => {
    expect((await script('kill -s SEGV $$')).ending).toEqual({ by: 'signal', signal: 'SIGSEGV' });
  });

  test('runCommand finds no such program', async () => {
    await expect(run('no-such-program', [])).rejects.toMatchObject({ code: 'EXEC_NOT_FOUND' });
  });

  test('runCommand tells a missing directory from a missing program', async () => {
    await writeFile(join(directory, 'plain'), '');
    for (const cwd of [join(directory, 'gone'), join(directory, 'plain')]) {
      await expect(run('true', [], { cwd })).rejects.toMatchObject({ code: 'EXEC_CWD_MISSING' });
    }
  });

  test('runCommand says why a program could not be started', async () => {
    const program = join(directory, 'program');
    await writeFile(program, '#!/bin/sh\n');
    await chmod(program, 0o644);
    await expect(run(program, [])).rejects.toMatchObject({
      code: 'EXEC_NOT_STARTED',
      message: expect.stringContaining('EACCES'),
    });
    await expect(run('true', ['x'.repeat(1_000_000)])).rejects.toMatchObject({
      code: 'EXEC_NOT_STARTED',
      message: expect.stringContaining('E2BIG'),
    });
  });
});

describe('ending a command', () => {
  test('runCommand ends everything the command started', async () => {
    const running = script('echo $$; sleep 100 & sleep 100; true');
    const id = await group();
    await vi.waitFor(() => expect(livingMembers(id)).toHaveLength(3), { timeout: 5000, interval: 5 });
    ctx.abort.abort();
    expect((await running).ending).toEqual({ by: 'stopped' });
    await nobodyLives(id);
  });

  test('runCommand does not believe the exit status of a command it ended', async () => {
    const clock = handClock();
    const running = polite();
    await ctx.said(/ready/);
    ctx.abort.abort();
    expect((await running).ending).toEqual({ by: 'stopped' });
    expect(clock.pending).toEqual([]);
  });

  test('runCommand lets what outlives its shell clean up', async () => {
    await writeFile(
      join(directory, 'worker.mjs'),
      `import { closeSync, writeFileSync, writeSync } from 'node:fs';
       process.on('SIGTERM', () => { writeFileSync('cleaned', 'up'); process.exit(); });
       setInterval(() => {}, 1e6);
       writeSync(1, 'ready');
       closeSync(1);
       closeSync(2);`,
    );
    // SIGTERM ends the shell at once; the worker in its group has its own way.
    const running = script(`${process.execPath} worker.mjs; echo never`);
    await ctx.said(/ready/);
    ctx.abort.abort();
    expect((await running).ending).toEqual({ by: 'stopped' });
    expect(await readFile(join(directory, 'cleaned'), 'utf8')).toBe('up');
  });

  test('runCommand kills after the grace what ignores SIGTERM', async () => {
    const clock = handClock();
    const running = script('trap "" TERM; echo $$; sleep 100 & sleep 100');
    const id = await group();
    ctx.abort.abort();
    clock.advance(graceMs - 1);
    expect(livingMembers(id)).not.toEqual([]);
    clock.advance(1);
    expect((await running).ending).toEqual({ by: 'stopped' });
    await nobodyLives(id);
  });

  test('runCommand kills after the grace what ignores SIGTERM and outlives the command', async () => {
    const clock = handClock();
    const running = script(
      '(trap "" TERM; echo $$; exec >/dev/null 2>&1 sleep 100) & trap "exit 0" TERM; wait',
    );
    const id = await group();
    ctx.abort.abort();
    // Of the main process nothing can be heard before all is over, so time is turned until it is.
    const turning = setInterval(() => clock.advance(500), 5);
    expect((await running).ending).toEqual({ by: 'stopped' });
    clearInterval(turning);
    expect(clock.now()).toBeGreaterThanOrEqual(graceMs);
    await nobodyLives(id);
  });

  test('runCommand kills at once when the killSignal is aborted', async () => {
    handClock();
    const running = script('trap "" TERM; echo $$; sleep 100 & sleep 100');
    const id = await group();
    ctx.abort.abort();
    ctx.kill.abort();
    expect((await running).ending).toEqual({ by: 'stopped' });
    await nobodyLives(id);
  });

  test('runCommand ends a command at its timeout', async () => {
    const clock = handClock();
    const running = polite({ timeoutMs: 1500 });
    await ctx.said(/ready/);
    clock.advance(1499);
    expect(clock.pending).toEqual([1]);
    clock.advance(1);
    expect((await running).ending).toEqual({ by: 'timeout' });
    expect(clock.pending).toEqual([]);
  });

  test('runCommand starts nothing once it is aborted', async () => {
    ctx.abort.abort();
    expect((await script('echo started > file')).ending).toEqual({ by: 'stopped' });
    await expect(readFile(join(directory, 'file'))).rejects.toThrow('ENOENT');
  });

  test('runCommand leaves nothing armed behind', async () => {
    const clock = handClock();
    await script('true', { timeoutMs: 1000 });
    expect(clock.pending).toEqual([]);
  });
});

test('runCommand leaves alone what a command that ended by itself left running, even if it holds the pipe', async () => {
  const outcome = await script('sleep 100 & echo $!');
  const pid = Number(outcome.output);
  try {
    expect(outcome.ending).toEqual({ by: 'exit', status: 0 });
    ctx.abort.abort();
    ctx.kill.abort();
    expect(lives(pid)).toBe(true);
  } finally {
    process.kill(pid);
  }
});
