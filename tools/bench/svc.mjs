// Services on a booted host: 200 of them brought up and looked at again by the command, and how long after its death each is started
// again. Needs root.
import { setTimeout } from 'node:timers/promises';
import { createJiti } from 'jiti';
import { median, table } from './report.mjs';

const count = 200;
const kills = 400;
const reloads = 5;
const { Lab } = await createJiti(import.meta.url).import('@homeostat/lab');

const unitFile = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';
const units = Array.from({ length: count }, (_, at) => `bench@${at}.service`);

function site(params) {
  return JSON.stringify({ resources: { svc: Object.fromEntries(units.map((unit) => [unit, params])) } });
}

async function converge(host, params) {
  await host.write('/etc/site.json', site(params));
  const start = performance.now();
  const { exitCode, stdout, stderr } = await host.run([
    'homeostat',
    'run',
    '/etc/site.json',
    '--converged-timeout',
    '0',
  ]);
  if (exitCode !== 0) throw new Error(`homeostat ended with ${exitCode}: ${stdout}${stderr}`);
  return performance.now() - start;
}

/** How much of a processor it takes that systemd reads all its files again, which it tells by hundreds of signals. */
async function reloadMs(host) {
  const script = 'cat /proc/$(pgrep --oldest --exact node)/stat';
  const ticks = async () => {
    const fields = (await host.run(['sh', '-c', script])).stdout.split(') ')[1].split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  const before = await ticks();
  for (let reload = 0; reload < reloads; reload += 1) {
    await host.run(['systemctl', 'daemon-reload']);
    // Until all of them have been looked at again.
    await setTimeout(2_000);
  }
  return (((await ticks()) - before) * 10) / reloads;
}

async function memoryMiB(host) {
  const script = 'cat /proc/$(pgrep --oldest --exact node)/status';
  const { stdout } = await host.run(['sh', '-c', script]);
  return (field) => (Number(new RegExp(`${field}:\\s+(\\d+)`).exec(stdout)[1]) / 1024).toFixed(0);
}

export async function run() {
  const lab = await Lab.start();
  try {
    const host = await lab.host('a');
    await host.write('/etc/systemd/system/bench@.service', unitFile);
    const up = { state: 'running', startup: 'enabled' };
    const seconds = (times) => (median(times) / 1000).toFixed(2);
    const [ups, again, downs] = [[], [], []];
    for (let round = 0; round < 3; round += 1) {
      ups.push(await converge(host, up));
      again.push(await converge(host, up));
      downs.push(await converge(host, { state: 'stopped', startup: 'disabled' }));
    }
    await host.write('/etc/site.json', site(up));
    const homeostat = host.start(['homeostat', 'run', '/etc/site.json', '--json']);
    await homeostat.told('"type":"converged"');
    const killed = await host.run([
      'node',
      '/opt/homeostat/tools/bench/services/killer.mjs',
      String(kills),
      ...units,
    ]);
    if (killed.exitCode !== 0) throw new Error(killed.stderr);
    const times = JSON.parse(killed.stdout).sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
    const reload = await reloadMs(host);
    const memory = await memoryMiB(host);
    await homeostat.signal('SIGTERM');
    await homeostat.ended();
    table(`${count} services, the whole command`, [
      {
        'enabled and started, s': seconds(ups),
        'all in state, s': seconds(again),
        'stopped and disabled, s': seconds(downs),
      },
    ]);
    table(`From the death of a service to its start: ${kills} killed, one at a time`, [
      {
        'p50, ms': at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        worst: at(1),
        'CPU of a daemon-reload, ms': reload.toFixed(0),
        'RSS, MiB': memory('VmRSS'),
        'peak, MiB': memory('VmHWM'),
      },
    ]);
  } finally {
    await lab.stop();
  }
}
