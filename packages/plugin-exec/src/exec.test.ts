import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Change, CLOCK, HandClock, nothingToWatch, WATCHER } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exec } from './exec.ts';
import { execParams } from './params.ts';
import { TestContext } from './testing/test-context.ts';

let directory: string;
let ctx: TestContext;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plugin-exec-'));
  ctx = new TestContext();
});

afterEach(() => rm(directory, { recursive: true }));

const at = (name: string) => join(directory, name);
const check = async (params: object) => exec.check?.(execParams.parse(params), ctx);
const apply = async (params: object) => exec.apply?.([], execParams.parse(params), ctx);
const refresh = async (params: object, applied: Change[] = []) =>
  exec.refresh?.(applied, execParams.parse(params), ctx);
/** How often `echo >> runs` has run. */
const runs = async () => (existsSync(at('runs')) ? (await readFile(at('runs'), 'utf8')).length : 0);
const count = () => ({ cmd: 'echo >> runs', shell: true, cwd: directory });

describe('without guards', () => {
  test('exec is in state once it has run', async () => {
    expect(await check(count())).toEqual([{ property: 'run', from: 'not run', to: 'echo >> runs' }]);
    await apply(count());
    expect(await check(count())).toEqual([]);
    expect(await runs()).toBe(1);
  });

  test('exec is due again when what it runs has changed', async () => {
    await apply({ cmd: 'true' });
    expect(await check({ cmd: 'true', timeout: 5 })).toEqual([]);
    expect(await check({ cmd: 'true', cwd: '/tmp' })).toHaveLength(1);
    expect(await check({ cmd: 'true', env: { A: '1' } })).toHaveLength(1);
    expect(await check({ cmd: 'true', args: ['x'] })).toHaveLength(1);
    expect(await check({ cmd: 'true', shell: true })).toHaveLength(1);
  });

  test('exec does not mind what is remembered in another form', async () => {
    for (const value of [null, 'x', { ran: 1 }]) {
      await ctx.memory.remember(value);
      expect(await check({ cmd: 'true' })).toHaveLength(1);
    }
  });

  test('exec does not run what it could not remember, nor does it forget that it has run', async () => {
    const { remember } = ctx.memory;
    ctx.memory.remember = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    const refusal = { code: 'EXEC_NOT_BEGUN', message: expect.stringContaining('ENOSPC') };
    await expect(apply(count())).rejects.toMatchObject(refusal);
    expect(await runs()).toBe(0);
    ctx.memory.remember = remember;
    await apply(count());
    ctx.memory.remember = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    await expect(refresh(count())).rejects.toMatchObject(refusal);
    expect([await runs(), await check(count())]).toEqual([1, []]);
  });

  test('exec is due while it runs, so that it is run again when we die meanwhile', async () => {
    await apply(count());
    const { remember } = ctx.memory;
    const due: unknown[] = [];
    ctx.memory.remember = async (value) => {
      await remember(value);
      due.push((await check(count()))?.length);
    };
    await refresh(count());
    expect(due).toEqual([1, 0]);
  });

  test('exec tells that it will run again when the disk was filled meanwhile', async () => {
    const { remember } = ctx.memory;
    ctx.memory.remember = async (value) => {
      if ('ran' in (value as object)) throw new Error('ENOSPC: no space left on device');
      await remember(value);
    };
    await expect(apply(count())).rejects.toMatchObject({ code: 'EXEC_NOT_REMEMBERED' });
    expect([await runs(), (await check(count()))?.length]).toEqual([1, 1]);
  });

  test('exec runs when it is notified', async () => {
    await apply(count());
    expect(await refresh(count())).toEqual([{ property: 'run', from: 'notified', to: 'echo >> runs' }]);
    expect(await runs()).toBe(2);
  });

  test('exec does not run twice when it was notified and had to run anyway', async () => {
    await apply(count());
    expect(await refresh(count(), [{ property: 'run' }])).toEqual([]);
    expect(await runs()).toBe(1);
  });

  test('exec is due again when a run on notification has failed', async () => {
    const params = { cmd: 'test ! -e broken', cwd: directory };
    await apply(params);
    await writeFile(at('broken'), '');
    await expect(refresh(params)).rejects.toMatchObject({ code: 'EXEC_FAILED' });
    expect(await check(params)).toHaveLength(1);
  });
});

describe('with guards', () => {
  test('exec is in state when what it creates is there, a dangling link too', async () => {
    const params = { ...count(), creates: at('made') };
    expect(await check(params)).toHaveLength(1);
    await symlink('nowhere', at('made'));
    expect(await check(params)).toEqual([]);
    expect(await check({ ...count(), creates: at('made/below') })).toHaveLength(1);
  });

  test('exec is needed when ifcmd exits with 0, and remembers nothing', async () => {
    const params = { ...count(), ifcmd: 'test ! -e runs' };
    expect(await check(params)).toHaveLength(1);
    await apply(params);
    expect(await check(params)).toEqual([]);
    expect(ctx.remembered.size).toBe(0);
  });

  test('exec is needed only when both guards say so', async () => {
    await writeFile(at('made'), '');
    expect(await check({ ...count(), ifcmd: 'true', creates: at('made') })).toEqual([]);
    expect(await check({ ...count(), ifcmd: 'false', creates: at('missing') })).toEqual([]);
    expect(await check({ ...count(), ifcmd: 'true', creates: at('missing') })).toHaveLength(1);
  });

  test('exec gives its guard a shell, a directory and the environment', async () => {
    const guard = { ifcmd: `test "$A" = b && test "$PWD" = ${directory}`, ifshell: true, ifcwd: directory };
    expect(await check({ cmd: 'true', env: { A: 'b' }, ...guard })).toHaveLength(1);
  });

  test('exec fails when its guard gives no answer', async () => {
    await expect(check({ cmd: 'true', ifcmd: 'no-such-program' })).rejects.toMatchObject({
      code: 'EXEC_NOT_FOUND',
    });
    await expect(check({ cmd: 'true', ifcmd: 'kill -s SEGV $$', ifshell: true })).rejects.toMatchObject({
      code: 'EXEC_SIGNALLED',
    });
    ctx.abort.abort();
    await expect(check({ cmd: 'true', ifcmd: 'true' })).rejects.toMatchObject({ code: 'EXEC_STOPPED' });
  });

  test('exec shows the output of its guard in the debug log only', async () => {
    await check({ cmd: 'true', ifcmd: 'echo from the guard' });
    expect(ctx.text).toBe('');
    expect(ctx.logged).toEqual([expect.stringContaining('from the guard')]);
  });

  test('exec tells which guards say that it is needed still', async () => {
    const failing = (params: object) => expect(apply({ cmd: 'true', cwd: directory, ...params })).rejects;
    await failing({ creates: at('made'), ifcmd: 'true' }).toMatchObject({
      code: 'EXEC_STILL_NEEDED',
      message: `"true" has run and is still needed: there is no ${at('made')} (creates), and "true" (ifcmd) says so`,
    });
    await apply({ cmd: `touch ${at('made')}`, creates: at('made'), ifcmd: 'true' });
  });

  test('exec runs on notification only when its guards let it', async () => {
    const params = { ...count(), creates: at('made') };
    expect(await refresh(params)).toHaveLength(1);
    await writeFile(at('made'), '');
    expect(await refresh(params)).toEqual([]);
    expect(await refresh({ ...count(), ifcmd: 'false' })).toEqual([]);
    expect(await runs()).toBe(1);
  });
});

describe('apply', () => {
  test('exec shows the output of its command', async () => {
    await apply({ cmd: 'echo hello' });
    expect(ctx.text).toBe('hello\n');
  });

  test('exec fails with the exit status and the last five lines', async () => {
    const params = { cmd: 'for i in 1 2 3 4 5 6 7; do echo "line $i"; done; exit 3', shell: true };
    await expect(apply(params)).rejects.toMatchObject({
      code: 'EXEC_FAILED',
      message: expect.stringMatching(/exit status 3$/),
      hint: 'Its output ended with:\nline 3\nline 4\nline 5\nline 6\nline 7',
    });
    expect(await check(params)).toHaveLength(1);
  });

  test('exec quotes at most 500 characters', async () => {
    const failing = apply({ cmd: 'printf %0900d 7; exit 1', shell: true });
    await expect(failing).rejects.toMatchObject({ hint: `Its output ended with:\n${'0'.repeat(499)}7` });
  });

  test('exec fails with a signal', async () => {
    await expect(apply({ cmd: 'kill -s USR1 $$', shell: true })).rejects.toMatchObject({
      code: 'EXEC_SIGNALLED',
      message: expect.stringContaining('SIGUSR1'),
    });
  });

  test('exec fails at its timeout, which is given in seconds', async () => {
    const clock = new HandClock();
    ctx.provided.set(CLOCK, clock);
    const running = apply({ cmd: 'echo ready; exec sleep 100', shell: true, timeout: 1.5 });
    await ctx.said(/ready/);
    expect(clock.pending).toEqual([1500]);
    clock.advance(1500);
    await expect(running).rejects.toMatchObject({
      code: 'EXEC_TIMEOUT',
      message: '"echo ready; exec sleep 100" took longer than 1.5 s and was ended',
    });
  });

  test('exec fails when it is stopped', async () => {
    const params = { cmd: 'echo ready; exec sleep 100', shell: true };
    const running = apply(params);
    await ctx.said(/ready/);
    ctx.abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'EXEC_STOPPED' });
    expect(await check(params)).toHaveLength(1);
  });

  test('exec never tells a value of env', async () => {
    const params = { cmd: 'false', args: ['--now'], env: { TOKEN: 'hunter2' }, ifcmd: 'true' };
    const told = [
      await check(params),
      ctx.logged,
      await apply(params).catch((error: unknown) => String(error)),
    ];
    const { ifcmd, ...unguarded } = params;
    await apply({ ...unguarded, cmd: 'true' });
    expect(JSON.stringify([told, ...ctx.remembered])).not.toContain('hunter2');
  });
});

describe('watch', () => {
  const watch = (params: object, notify = () => {}) => exec.watch?.(execParams.parse(params), notify, ctx);

  test('exec watches what its command creates', async () => {
    const watched: unknown[] = [];
    ctx.provided.set(WATCHER, {
      watch: async (path: string, notify: () => void) => {
        watched.push(path, notify);
        return nothingToWatch;
      },
    });
    const notify = () => {};
    await watch({ cmd: 'true', creates: '/srv/made' }, notify);
    expect(watched).toEqual(['/srv/made', notify]);
  });

  test('exec is polled when it has a guard command, and otherwise has nothing to watch', () => {
    expect(watch({ cmd: 'true', ifcmd: 'true' })).toBeUndefined();
    expect(watch({ cmd: 'true', ifcmd: 'true', creates: '/srv/made' })).toBeUndefined();
    expect(watch({ cmd: 'true' })).toBe(nothingToWatch);
  });
});

test('an exec is known by the programs that it runs', () => {
  const commands = (params: object) =>
    exec.identities!(execParams.parse(params)).map(({ type, value }) => `${type} ${value}`);
  expect(commands({ cmd: '/usr/bin//apachectl status' })).toEqual(['command /usr/bin/apachectl']);
  expect(commands({ cmd: 'nginx -t', ifcmd: 'test -e /x' })).toEqual(['command nginx', 'command test']);
  expect(commands({ cmd: 'nginx', args: ['-t'], ifcmd: 'nginx -v' })).toEqual(['command nginx']);
  expect(commands({ cmd: 'a | b', shell: true })).toEqual(['command /bin/sh']);
});

describe('wishes', () => {
  const wishes = async (params: object) => {
    const found = await exec.wishes?.(execParams.parse(params), ctx);
    return found?.map(({ anyOf, order }) => `${order} ${anyOf.map(({ value }) => value).join(' ')}`);
  };

  test('exec comes after its program, its directory and the directory of what it creates', async () => {
    const params = { cmd: '/opt/bin/install --all', cwd: '/srv/app', creates: '/var/lib/app/done' };
    expect(await wishes(params)).toEqual([
      'after /srv/app/ /srv/ /',
      'after /opt/bin/install',
      'after /var/lib/app/ /var/lib/ /var/ /',
    ]);
  });

  test('exec comes after its shell, and after no program that has to be looked for', async () => {
    expect(await wishes({ cmd: 'a; b', shell: '/bin/bash' })).toEqual(['after /', 'after /bin/bash']);
    expect(await wishes({ cmd: 'make' })).toEqual(['after /']);
  });
});
