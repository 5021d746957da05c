// Packages on a booted host: how long a check of 20 that are installed takes, and the installation of three.
import { createJiti } from 'jiti';
import { median, table } from './report.mjs';

const rounds = { check: 15, install: 7 };
const { Lab } = await createJiti(import.meta.url).import('@homeostat/lab');

export async function run() {
  const lab = await Lab.start();
  try {
    const host = await lab.host('bench');
    const script = '/opt/homeostat/tools/bench/pkg/in-host.mjs';
    const { exitCode, stdout, stderr } = await host.run(['node', script, JSON.stringify(rounds)]);
    if (exitCode !== 0) throw new Error(stderr);
    const { check, install } = JSON.parse(stdout);
    compare(`20 packages that are installed, whole process: ${rounds.check} rounds, in turn`, check);
    compare(`powertop, sl and cowsay are installed: ${rounds.install} rounds, in turn`, install);
  } finally {
    await lab.stop();
  }
}

/** Each beside the first, which is the yardstick. */
function compare(title, times) {
  const medians = Object.entries(times).map(([what, all]) => [what, median(all), Math.min(...all)]);
  const [, yardstick] = medians[0];
  table(
    title,
    medians.map(([what, ms, least]) => ({
      what,
      'median, ms': ms.toFixed(0),
      'least, ms': least.toFixed(0),
      'to the first': (ms / yardstick).toFixed(2),
    })),
  );
}
