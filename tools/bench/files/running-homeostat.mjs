import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { homeostat } from './measured-process.mjs';

/** How many ticks /proc counts a second. */
const ticks = 100;

/** Homeostat in a process of its own that stays, and what can be seen of it from outside. */
export function startHomeostat(config, state) {
  const child = spawn(process.execPath, [homeostat, 'run', config, '--state', state, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.includes('"type":"converged"')) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  });
  const proc = `/proc/${child.pid}`;
  return {
    converged: () => new Promise((resolve) => waiting.push(resolve)),
    memoryMiB: (field) =>
      Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`${proc}/status`, 'utf8'))[1]) / 1024,
    cpuSeconds() {
      const fields = readFileSync(`${proc}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / ticks;
    },
    /** Its fanotify marks: on whole file systems, and on single directories. */
    marks() {
      const lines = readdirSync(`${proc}/fdinfo`).flatMap((fd) =>
        readFileSync(`${proc}/fdinfo/${fd}`, 'utf8').split('\n'),
      );
      const count = (start) => lines.filter((line) => line.startsWith(start)).length;
      return { fileSystems: count('fanotify sdev:'), directories: count('fanotify ino:') };
    },
    async end() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
