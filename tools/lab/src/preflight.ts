import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from './command.ts';
import { labUnavailable } from './errors.ts';
import { cgroup2 } from './sandbox/cgroups.ts';

/** What the lab calls, and the Debian packages that bring it. */
const programs: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  eatmydata: 'eatmydata',
  nft: 'nftables',
  ip: 'iproute2',
  unshare: 'util-linux',
};

/** Throws LAB_UNAVAILABLE with the reason if hosts can't run on this machine. Installs what is missing. */
export async function preflight(): Promise<void> {
  if (process.platform !== 'linux') throw labUnavailable('this is not Linux', 'Use a virtual machine');
  if (process.getuid?.() !== 0) throw labUnavailable('only root can boot them', 'Run this as root');
  if (!isWritable(join(cgroup2, 'cgroup.subtree_control'))) {
    throw labUnavailable(
      'cgroups of version 2 are missing or read-only',
      'In a container: run it privileged',
    );
  }
  await installMissing();
  await command('unshare', '--mount', '--net', '--pid', '--fork', 'true').catch(() => {
    throw labUnavailable('namespaces may not be made', 'In a container: run it privileged');
  });
}

async function installMissing(): Promise<void> {
  const packages = Object.keys(programs)
    .filter((program) => !isInstalled(program))
    .map((program) => programs[program]!);
  if (packages.length === 0) return;
  if (!isInstalled('apt-get')) {
    throw labUnavailable(`${packages.join(', ')} are missing, and so is apt-get`, 'Install them');
  }
  await command('apt-get', '--quiet', 'update');
  const noninteractive = ['env', 'DEBIAN_FRONTEND=noninteractive'] as const;
  await command(...noninteractive, 'apt-get', '--yes', '--no-install-recommends', 'install', ...packages);
}

function isInstalled(program: string): boolean {
  const places = `${process.env.PATH}${delimiter}/usr/sbin`.split(delimiter);
  return places.some((place) => existsSync(join(place, program)));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
