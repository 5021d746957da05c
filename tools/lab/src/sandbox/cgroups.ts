import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../command.ts';

const hybrid = '/sys/fs/cgroup/unified';

/** Where the cgroups of version 2 are, also on a machine that has those of version 1 beside them. */
export const cgroup2 = existsSync(hybrid) ? hybrid : '/sys/fs/cgroup';

const prefix = 'homeostat-lab-';

const remover = fileURLToPath(new URL('remove-cgroup.sh', import.meta.url));

/** The cgroup of a lab. Its name is all that need be known to find everything else of that lab. */
export function labCgroup(id: string): string {
  return join(cgroup2, prefix + id);
}

/** In this cgroup, the first process of a pid namespace, by its number here. */
export function firstProcess(cgroup: string): number | undefined {
  return lines(join(cgroup, 'cgroup.procs'))
    .map(Number)
    .find((pid) => lines(`/proc/${pid}/status`).some((line) => /^NSpid:.*\s1$/.test(line)));
}

export function isPopulated(cgroup: string): boolean {
  return lines(join(cgroup, 'cgroup.events')).includes('populated 1');
}

export function isFrozen(cgroup: string): boolean {
  return lines(join(cgroup, 'cgroup.events')).includes('frozen 1');
}

/** Removes a cgroup whose processes are dead or dying, with those below it. */
export async function removeCgroup(cgroup: string): Promise<void> {
  await command('bash', remover, cgroup);
}

/** Removes the cgroups of labs whose keeper was killed: everything else of them is gone by itself. */
export async function sweep(): Promise<void> {
  const left = (await readdir(cgroup2)).filter((name) => {
    const [, owner] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : [];
    return owner !== undefined && !existsSync(`/proc/${owner}`);
  });
  // One that still runs is none of this lab's business.
  await Promise.allSettled(left.map((name) => removeCgroup(join(cgroup2, name))));
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    // A process or a cgroup that has gone: ESRCH or ENODEV when that happens between open and read.
    if (['ENOENT', 'ESRCH', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
