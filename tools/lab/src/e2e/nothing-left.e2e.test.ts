import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Lab } from '../index.ts';
import { cgroup2, firstProcess } from '../sandbox/cgroups.ts';
import { until } from '../until.ts';

const jiti = fileURLToPath(new URL('lib/jiti-cli.mjs', import.meta.resolve('jiti/package.json')));
const twoHosts = fileURLToPath(new URL('two-hosts.ts', import.meta.url));

let program: ChildProcess;
let cgroup: string;
let namespaces: ReadonlySet<string>;

beforeEach(async () => {
  program = spawn(process.execPath, [jiti, twoHosts], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(String(await once(program.stdout!, 'data'))).toBe('up\n');
  cgroup = cgroupOf(program.pid!);
  namespaces = new Set(
    processesIn(cgroup)
      .flatMap(namespacesOf)
      .filter((name) => !isOurs(name)),
  );
  expect(whatIsLeft()).toEqual({ cgroup: true, processes: expect.any(Array), mounts: [], interfaces: [] });
  expect(processesIn(cgroup).length).toBeGreaterThan(10);
  expect(namespaces.size).toBeGreaterThan(6);
});
afterEach(() => {
  program.kill('SIGKILL');
});

test('nothing is left when the program that started a lab is killed', async () => {
  program.kill('SIGKILL');
  await allIsGone();
});

test('nothing is left when the first process of the sandbox is killed', async () => {
  process.kill(firstProcess(join(cgroup, 'sandbox'))!, 'SIGKILL');
  await once(program, 'exit');
  await allIsGone();
});

test('when the keeper is killed too, the next lab removes the cgroups, and all else is gone', async () => {
  process.kill(keeperOf(program.pid!), 'SIGKILL');
  await once(program, 'exit');
  const lab = await Lab.start();
  await lab.stop();
  await allIsGone();
});

/** The dead are seen for some more milliseconds. */
async function allIsGone(): Promise<void> {
  await until('nothing is left', () => isDeepStrictEqual(whatIsLeft(), nothing), 30).catch(() => {});
  expect(whatIsLeft()).toEqual(nothing);
}

const nothing = { cgroup: false, processes: [], mounts: [], interfaces: [] };

/** What this machine shows of the lab. A namespace is gone with its last process, as nothing outside holds one. */
function whatIsLeft() {
  return {
    cgroup: existsSync(cgroup),
    processes: allProcesses().filter(
      (pid) =>
        pid !== program.pid &&
        (namespacesOf(pid).some((name) => namespaces.has(name)) || textOf(pid, 'cmdline').includes(cgroup)),
    ),
    mounts: readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .filter((line) => /^homeostat-lab|\/run\/hosts/.test(line)),
    interfaces: readdirSync('/sys/class/net').filter((name) => /^(br0|v-)/.test(name)),
  };
}

function cgroupOf(owner: number): string {
  const name = readdirSync(cgroup2).find((entry) => entry.startsWith(`homeostat-lab-${owner}-`));
  return join(cgroup2, name!);
}

function processesIn(directory: string): number[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('cgroup.procs'))
    .flatMap((path) => readFileSync(join(directory, path), 'utf8').split('\n').filter(Boolean).map(Number));
}

function keeperOf(owner: number): number {
  return allProcesses().find(
    (pid) =>
      textOf(pid, 'cmdline').includes('keeper.sh') && textOf(pid, 'status').includes(`PPid:\t${owner}\n`),
  )!;
}

function allProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Boolean);
}

function namespacesOf(pid: number): string[] {
  return ['mnt', 'net', 'pid'].flatMap((kind) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/${kind}`)];
    } catch {
      return [];
    }
  });
}

function isOurs(namespace: string): boolean {
  return namespacesOf(process.pid).includes(namespace);
}

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
