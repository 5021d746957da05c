// How long the test hosts take: in one lab after another, each with a first host, four more at once, and commands.
import { createJiti } from 'jiti';
import { median, table } from './report.mjs';

const rounds = 10;
const { Lab } = await createJiti(import.meta.url).import('@homeostat/lab');

async function time(work) {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

async function measure() {
  const [labMs, lab] = await time(() => Lab.start());
  const [hostMs, host] = await time(() => lab.host('a'));
  const [commandMs] = await time(() => host.run(['true']));
  const [rebootMs] = await time(() => host.reboot());
  const [killMs] = await time(() => host.kill());
  const [bootMs] = await time(() => host.boot());
  const [fourMs] = await time(() => Promise.all(['b', 'c', 'd', 'e'].map((name) => lab.host(name))));
  const [stopMs] = await time(() => lab.stop());
  return {
    'an empty lab': labMs,
    'a new host': hostMs,
    'a command': commandMs,
    'a reboot': rebootMs,
    'a power cut': killMs,
    'booted again': bootMs,
    'four new hosts at once': fourMs,
    'end of all five': stopMs,
  };
}

export async function run() {
  const results = [];
  for (let round = 0; round < rounds; round += 1) results.push(await measure());
  const rows = Object.keys(results[0]).map((what) => {
    const times = results.map((result) => result[what]);
    return { what, 'median, ms': median(times).toFixed(0), 'worst, ms': Math.max(...times).toFixed(0) };
  });
  table(`Test hosts: ${rounds} labs, one after another`, rows);
}
