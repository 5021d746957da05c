import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

test.each([['run'], ['check']])('%s opens no debugger at SIGUSR1', async (command) => {
  const until = `touch ${place.path('begun')}; until test -e ${place.path('finish')}; do sleep 0.02; done`;
  await place.write(
    'site.yaml',
    `resources: { exec: [{ name: slow, cmd: "true", ifcmd: "${until}", ifshell: true }] }\n`,
  );
  const homeostat = place.start(command, 'site.yaml', '--state', 'state');
  await vi.waitFor(() => expect(place.has('begun')).toBe(true), 10_000);
  homeostat.process.kill('SIGUSR1');
  await place.write('finish', '');
  await homeostat.told('exec[slow]');
  if (command === 'run') {
    expect(listening(homeostat.process.pid!)).toEqual([]);
    homeostat.signal('SIGTERM');
  }
  expect((await homeostat.ended()).stderr).not.toContain('ebugger');
});

/** The TCP ports that a process listens on. */
function listening(pid: number): string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      } catch {
        return undefined;
      }
    }),
  );
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode))
    .map(([, address]) => address!);
}
