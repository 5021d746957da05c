// node --expose-gc watching.mjs OPTIONS FILE...: watches what plantFiles has made, in a process of its own, and answers its parent.
import { createWatcher } from '@homeostat/watcher';
import { pathsIn } from './files.mjs';

const { root, count, ...options } = JSON.parse(process.argv[2]);
const paths = [...pathsIn(root, count)].map((path) => Buffer.from(path).toString());
const times = new Float64Array(count);
const notified = paths.map((_, index) => () => {
  times[index] = Number(process.hrtime.bigint());
});
const watcher = createWatcher({ sweepMs: 0, ...options });

const heapMiB = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
const before = heapMiB();
const start = performance.now();
const watches = paths.map((path, index) => watcher.watch(path, notified[index]));
const armMs = performance.now() - start;
const { rung } = watcher.footings().find(({ directories }) => directories >= count / 100);

let cpu;
const answers = {
  begin() {
    times.fill(0);
    cpu = process.cpuUsage();
  },
  tell() {
    const { user, system } = process.cpuUsage(cpu);
    return {
      cpuUs: user + system,
      times: times.subarray(0, 2_000),
      told: times.filter((time) => time > 0).length,
    };
  },
  async close() {
    const closing = performance.now();
    for (const watch of watches) watch.close();
    const closeMs = performance.now() - closing;
    await watcher.close();
    return { closeMs };
  },
};
process.on('message', async (question) => {
  process.send((await answers[question]()) ?? {});
  if (question === 'close') process.disconnect();
});
process.send({ armMs, heapMiB: heapMiB() - before, rung });
