import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type Services, serviceToken } from '@homeostat/resource';
import { Machine } from '../machine/machine.ts';

/**
 * The real tools, in a world where /etc and /home are those of a directory, and nothing of /var can be written. The backups that they
 * leave are removed: what is in them depends on who came last.
 */
const inside =
  'mount --bind "$0/etc" /etc && mount --bind "$0/home" /home && mount -t tmpfs none /var && { "$@"; status=$?; rm -f /etc/*-; exit $status; }';

const unshare = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c'];

/** Why tests with the real tools are skipped here. */
export const cannotChange =
  spawnSync(unshare[0]!, [...unshare.slice(1), 'mount -t tmpfs none /mnt && command -v useradd']).status !==
    0 && 'needs root, mount namespaces and the package passwd';

/** A machine of its own below a directory. */
export class PlaceMachine extends Machine {
  dir = '/nonexistent';

  override get root(): string {
    return this.dir;
  }

  protected override get prefix(): readonly string[] {
    return [...unshare, inside, this.dir];
  }

  /** As an administrator would, by hand. */
  command(...words: readonly string[]): string {
    const [program, ...args] = [...this.prefix, ...words] as [string, ...string[]];
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** The line of a database that begins with a name. */
  line(database: 'passwd' | 'group' | 'shadow', name: string): string | undefined {
    const text = readFileSync(`${this.dir}/etc/${database}`, 'utf8');
    return text.split('\n').find((line) => line.startsWith(`${name}:`));
  }

  /** Fills the directory with a machine that has a few accounts. */
  begin(): void {
    const files = {
      passwd: 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n',
      group: 'root:x:0:\ndaemon:x:1:\nusers:x:100:\nstaff:x:50:\nvideo:x:44:\n',
      shadow: 'root:*:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n',
      gshadow: 'root:*::\ndaemon:*::\nusers:!::\nstaff:!::\nvideo:!::\n',
      'login.defs':
        'UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nUSERGROUPS_ENAB yes\nUMASK 027\n',
      'default/useradd': 'SHELL=/bin/sh\n',
      'nsswitch.conf': 'passwd: files systemd\ngroup: files systemd\nshadow: files\n',
      'skel/.profile': '# from skel\n',
    };
    for (const directory of ['etc/skel', 'etc/default', 'home'])
      mkdirSync(`${this.dir}/${directory}`, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(`${this.dir}/etc/${name}`, text, { mode: name.includes('shadow') ? 0o640 : 0o644 });
    }
  }
}

export const MACHINE = serviceToken<PlaceMachine>('place-machine');

export function machineOf(services: Services): PlaceMachine {
  return services.get(MACHINE);
}
