// Runs in the host, so that the way into it is not measured. Writes the milliseconds of each run as JSON.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const rounds = JSON.parse(process.argv[2]);
const three = ['powertop', 'sl', 'cowsay'];
const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet', '--yes'];
const yardstick = new URL('yardstick.mjs', import.meta.url).pathname;

function run(argv) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(argv[0], argv.slice(1));
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return ms;
}

function declare(path, names, kind = 'pkg') {
  const declared = Object.fromEntries(names.map((name) => [name, {}]));
  writeFileSync(path, JSON.stringify({ resources: { [kind]: declared } }));
  return ['homeostat', 'run', path, '--converged-timeout', '0'];
}

/** All ways in turn, each round, so that a busy moment meets all of them. */
function measure(count, ways, before) {
  const times = Object.fromEntries(Object.keys(ways).map((what) => [what, []]));
  for (let round = 0; round <= count; round += 1) {
    for (const [what, commands] of Object.entries(ways)) {
      before?.();
      const ms = commands.reduce((sum, argv) => sum + run(argv), 0);
      // The first round fills caches.
      if (round > 0) times[what].push(ms);
    }
  }
  return times;
}

const status = readFileSync('/var/lib/dpkg/status', 'utf8');
const installed = [...status.matchAll(/^Package: (.+)$/gm)].slice(0, 20).map(([, name]) => name);

const check = measure(rounds.check, {
  "a Node script that reads and parses dpkg's status": [['node', yardstick, ...installed]],
  'homeostat, 20 resources': [declare('/etc/check.json', installed)],
  'homeostat, 20 resources that look at nothing': [declare('/etc/noop.json', installed, 'noop')],
  'apt-get install of the 20': [[...apt, 'install', ...installed]],
});

const install = measure(
  rounds.install,
  {
    'apt-get install of the three': [[...apt, 'install', ...three]],
    'homeostat, three resources': [declare('/etc/install.json', three)],
    'apt-get install of each': three.map((name) => [...apt, 'install', name]),
  },
  () => run([...apt, 'purge', '--autoremove', ...three]),
);

process.stdout.write(JSON.stringify({ check, install }));
