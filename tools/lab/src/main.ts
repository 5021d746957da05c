/** The command `npm run lab -- …`: a lab that stays up, to look around in. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { formatProblem, Problem } from '@homeostat/resource';
import { Command, InvalidArgumentError } from 'commander';
import type { Host } from './host/host.ts';
import { Lab } from './lab.ts';

const program = new Command('lab').description('Boots test hosts on a network that leads nowhere');

program
  .command('up')
  .description('boot hosts: h1, h2, …')
  .option('--hosts <number>', 'how many', hostCount, 1)
  .action(async ({ hosts }: { hosts: number }) => {
    const lab = await Lab.startLasting();
    const names = Array.from({ length: hosts }, (_, index) => `h${index + 1}`);
    await Promise.all(names.map((name) => lab.host(name)));
    showStatus(lab);
  });

program
  .command('status')
  .description('show the hosts')
  .action(async () => showStatus(await Lab.find()));

program
  .command('exec')
  .description('run a command in a host, as a service; it ends with its exit code')
  .argument('<host>')
  .argument('<command...>')
  .action(async (name: string, argv: string[]) => {
    process.exitCode = await inForeground(await hostNamed(name), argv, '--pipe');
  });

program
  .command('ssh')
  .description('open a shell in a host; no SSH is involved')
  .argument('<host>')
  .action(async (name: string) => {
    process.exitCode = await inForeground(await hostNamed(name), ['bash', '--login'], '--pty');
  });

onHost('kill', 'cut the power', (host) => host.kill());
onHost('boot', 'boot it after kill', (host) => host.boot());
onHost('reboot', 'shut down and boot again', (host) => host.reboot());
onHost('freeze', 'let nothing in it run', (host) => host.freeze());
onHost('thaw', 'let it run again', (host) => host.thaw());
onHost('cut', 'pull out its network cable', (host) => host.cut());
onHost('join', 'plug it in again', (host) => host.join());

program
  .command('partition')
  .description('divide the network: lab partition h1,h2 h3')
  .argument('<sides...>', 'hosts of one side, separated by commas; the others are a side, too')
  .action(async (sides: string[]) => {
    const lab = await Lab.find();
    await lab.partition(...sides.map((side) => side.split(',').map((name) => lab.find(name))));
  });

program
  .command('heal')
  .description('end the partition')
  .action(async () => (await Lab.find()).heal());

program
  .command('destroy')
  .description('end the lab and everything in it')
  .action(async () => (await Lab.find()).stop());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${formatProblem(error)}\n`);
  process.exitCode = 1;
}

function onHost(name: string, description: string, act: (host: Host) => Promise<void>): void {
  program
    .command(name)
    .description(description)
    .argument('<host>')
    .action(async (host: string) => act(await hostNamed(host)));
}

async function hostNamed(name: string): Promise<Host> {
  return (await Lab.find()).find(name);
}

function showStatus(lab: Lab): void {
  for (const { name, address, state } of lab.hosts.values())
    process.stdout.write(`${name}\t${address}\t${state}\n`);
}

async function inForeground(host: Host, argv: readonly string[], stdio: '--pipe' | '--pty'): Promise<number> {
  const [nsenter, ...args] = host.asService(argv, [stdio]);
  const [code] = await once(spawn(nsenter!, args, { stdio: 'inherit' }), 'exit');
  return code ?? 1;
}

function hostCount(text: string): number {
  const most = 100;
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most) {
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most}.`);
  }
  return Number(text);
}
