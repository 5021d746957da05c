import { readdirSync, readFileSync } from 'node:fs';

/** The processes of a group that have not ended. One that only waits to be reaped by init has. */
export function livingMembers(group: number): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && groupOfLiving(entry) === group)
    .map(Number);
}

export function lives(pid: number): boolean {
  return groupOfLiving(String(pid)) !== undefined;
}

function groupOfLiving(pid: string): number | undefined {
  try {
    // "pid (name) state parent group …", and the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : Number(group);
  } catch {
    return undefined;
  }
}
