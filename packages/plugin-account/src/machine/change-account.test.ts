import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cannotChange, PlaceMachine } from '../testing/place-machine.ts';
import { Stage } from '../testing/stage.ts';
import { Machine } from './machine.ts';

describe.skipIf(cannotChange)('a change', () => {
  let stage: Stage;
  let other: ChildProcess;

  beforeEach(() => {
    stage = new Stage();
    other = spawn('sleep', ['infinity']);
  });
  afterEach(async () => {
    other.kill();
    await stage.close();
  });

  const lock = () => `${stage.machine.dir}/etc/passwd.lock`;

  test('waits for the lock that another program holds, and tells so', async () => {
    writeFileSync(lock(), String(other.pid));
    stage.onStep = () => {
      rmSync(lock(), { force: true });
      // The pause begins after the step is told.
      setImmediate(() => stage.clock.advance(1000));
    };
    expect(await stage.keep(stage.users, { ann: {} })).toEqual({ ann: [] });
    expect(stage.steps).toEqual(['waiting for the lock of /etc/passwd']);
  });

  test('is given up after a minute, and fails one alone', async () => {
    writeFileSync(lock(), String(other.pid));
    stage.onStep = () => void setImmediate(() => stage.clock.advance(30_000));
    expect(await stage.keep(stage.users, { ann: {} })).toEqual({ ann: 'ACCOUNT_DATABASE_LOCKED' });
    expect(stage.errors.get('ann')).toMatchObject({ hint: expect.stringContaining(`PID ${other.pid}`) });
    rmSync(lock());
    expect(await stage.keep(stage.users, { ann: {} })).toEqual({ ann: [] });
  });

  test('that waits for a lock ends when it is called off', async () => {
    writeFileSync(lock(), String(other.pid));
    stage.onStep = () => {
      stage.stop.abort(new Error('called off'));
      rmSync(lock());
    };
    const kept = stage.keep(stage.users, { ann: {}, bob: {} });
    expect(await kept).toMatchObject({ ann: 'Error: called off', bob: 'Error: called off' });
    expect(stage.machine.line('passwd', 'bob')).toBeUndefined();
  });

  test('is not hindered by a lock whose owner is dead', async () => {
    const dead = spawn('true');
    await once(dead, 'close');
    writeFileSync(lock(), String(dead.pid));
    expect(await stage.keep(stage.users, { ann: {} })).toEqual({ ann: [] });
  });

  test('for which there is no space leaves the files as they were', async () => {
    class FullMachine extends PlaceMachine {
      override get prefix() {
        // Nothing larger than a block can be written, as on a full disk.
        return [...super.prefix, 'sh', '-c', 'ulimit -f 0; exec "$0" "$@"'];
      }
    }
    const full = new Stage(new FullMachine());
    try {
      const before = full.machine.line('passwd', 'root');
      expect(await full.keep(full.users, { ann: {} })).toEqual({ ann: 'ACCOUNT_TOOL_FAILED' });
      expect(full.machine.line('passwd', 'root')).toBe(before);
      expect(full.machine.line('passwd', 'ann')).toBeUndefined();
    } finally {
      await full.close();
    }
  });
});

describe('a tool', () => {
  const never = new AbortController().signal;

  test('that is not there is told by its name', async () => {
    await expect(new Machine().run('no-such-tool', [], never)).rejects.toMatchObject({
      code: 'ACCOUNT_TOOL_MISSING',
      message: 'There is no program "no-such-tool" on this machine',
    });
  });

  test('is given its input, whether it reads it or not', async () => {
    const text = 'x'.repeat(1_000_000);
    const wc = await new Machine().run('wc', ['-c'], never, text);
    expect(wc).toMatchObject({ status: 0, stdout: '1000000\n' });
    expect(await new Machine().run('true', [], never, text)).toMatchObject({ status: 0 });
  });

  test('inherits nothing', async () => {
    const { stdout } = await new Machine().run('env', [], never);
    expect(stdout.trim().split('\n').sort()).toEqual([
      'LC_ALL=C',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      'TZ=UTC',
    ]);
  });

  test('is ended by force with all that it started', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'homeostat-account-'));
    const kill = new AbortController();
    try {
      // It ends once nobody holds its output any more.
      const ended = new Machine().run(
        'sh',
        ['-c', 'sleep infinity & touch "$0/started"; wait', directory],
        kill.signal,
      );
      await vi.waitFor(() => expect(existsSync(`${directory}/started`)).toBe(true));
      kill.abort();
      expect(await ended).toMatchObject({ status: null, endedBy: 'SIGKILL' });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('changes wait for each other, also for one that fails', async () => {
    const machine = new Machine();
    const order: string[] = [];
    const failing = machine.exclusively(async () => {
      await new Promise(setImmediate);
      order.push('first');
      throw new Error('failed');
    });
    const second = machine.exclusively(async () => void order.push('second'));
    await expect(failing).rejects.toThrow('failed');
    await second;
    expect(order).toEqual(['first', 'second']);
  });
});
