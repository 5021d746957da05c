import { type Services, systemClock } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import type { TransactionContext } from '../backend/package-backend.ts';
import { type Ended, runApart } from './run-apart.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs a script, and calls back with each line that it writes. */
async function runScript(
  script: string,
  onLine: (line: string, abort: { stop(): void; kill(): void }) => void = () => {},
): Promise<Ended & { readonly lines: readonly string[]; readonly statuses: readonly string[] }> {
  const [stop, kill] = [new AbortController(), new AbortController()];
  const context: TransactionContext = {
    signal: stop.signal,
    killSignal: kill.signal,
    log: silent,
    services: { get: () => systemClock } as unknown as Services,
    progress() {},
    output() {},
  };
  const lines: string[] = [];
  const statuses: string[] = [];
  const ended = await runApart(
    {
      argv: ['sh', '-c', script],
      onLine(line) {
        lines.push(line);
        onLine(line, { stop: () => stop.abort(), kill: () => kill.abort() });
      },
      onStatus: (line) => statuses.push(line),
    },
    context,
  );
  return { ...ended, lines, statuses };
}

describe('runApart', () => {
  test('tells each line of both streams and of descriptor 3, also the last without an end', async () => {
    const ended = await runScript('echo one; echo two >&2; echo status >&3; printf three; exit 7');
    expect(ended).toEqual({
      exitCode: 7,
      signal: null,
      lines: ['one', 'two', 'three'],
      statuses: ['status'],
    });
  });

  test('tells while the program runs', async () => {
    const { lines } = await runScript(
      'echo ready; trap "echo stopped; exit" INT; while :; do sleep 0.01; done',
      (line, { stop }) => line === 'ready' && stop(),
    );
    expect(lines).toEqual(['ready', 'stopped']);
  });

  test('gives the program a session of its own and nothing to read', async () => {
    const { lines } = await runScript(
      'echo $$; cut --delimiter=" " --fields=6 /proc/$$/stat; readlink /proc/$$/fd/0',
    );
    const [pid, session, input] = lines;
    expect(session).toBe(pid);
    expect(input).toBe('/dev/null');
  });

  test('hands it files that are gone for everybody else, and no pipe', async () => {
    const { lines } = await runScript(
      'for fd in 1 2 3; do readlink /proc/$$/fd/$fd; done; stat -L -c %a /proc/$$/fd/1',
    );
    for (const line of lines.slice(0, 3)) expect(line).toMatch(/^\/.*\/output \(deleted\)$/);
    expect(lines[3]).toBe('600');
  });

  test('ends all of its group by force', async () => {
    const ended = await runScript('trap "" INT TERM; echo ready; sleep 1000 & wait', (line, { kill }) => {
      if (line === 'ready') kill();
    });
    expect(ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  test('says when there is no such program', async () => {
    const context = { signal: new AbortController().signal, killSignal: new AbortController().signal };
    const missing = runApart({ argv: ['/no/such/apt-get'], onLine() {} }, {
      ...context,
      services: { get: () => systemClock },
    } as unknown as TransactionContext);
    await expect(missing).rejects.toMatchObject({ code: 'PACKAGE_MANAGER_MISSING' });
  });
});
