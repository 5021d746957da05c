import { existsSync } from 'node:fs';
import type { Finding } from './finding.ts';

/** Whether something is there: where to look for it, what works with it, and what does not work without it. */
interface Facility {
  readonly part: string;
  readonly anyOf: readonly string[];
  readonly what: string;
  readonly without: string;
  /** What only root does with it. */
  readonly rootOnly?: string;
}

const facilities: readonly Facility[] = [
  {
    part: 'name services',
    anyOf: ['/usr/bin/getent', '/bin/getent'],
    what: 'users and groups of all name services are known',
    without: 'only the users and groups in /etc/passwd and /etc/group are known',
  },
  {
    part: 'init system',
    anyOf: ['/run/systemd/system'],
    what: 'systemd runs this machine',
    without:
      'systemd does not run this machine (there is no /run/systemd/system): its services can not be kept',
  },
  {
    part: 'system bus',
    anyOf: ['/run/dbus/system_bus_socket', '/var/run/dbus/system_bus_socket'],
    what: 'D-Bus listens',
    without:
      'D-Bus does not listen at /run/dbus/system_bus_socket: services, and packages without apt, can not be kept',
  },
  {
    part: 'package manager',
    anyOf: ['/usr/bin/apt-get', '/usr/share/dbus-1/system-services/org.freedesktop.PackageKit.service'],
    what: 'packages can be kept',
    rootOnly: 'packages can be kept, but only by root',
    without: 'neither apt-get nor PackageKit is installed: packages can not be kept',
  },
];

/** What homeostat can use on this machine. */
export function examineHost(
  exists: (path: string) => boolean = existsSync,
  uid = process.getuid?.(),
): Finding[] {
  const isRoot = uid === 0;
  return [
    isRoot
      ? { part: 'user', verdict: 'ok', what: 'root: everything may be kept' }
      : {
          part: 'user',
          verdict: 'limited',
          what: `user ${uid}: only what this user may change is kept`,
          remedy: 'Run it as root to keep the whole machine',
        },
    ...facilities.map(({ part, anyOf, what, without, rootOnly }): Finding => {
      if (!anyOf.some((path) => exists(path))) return { part, verdict: 'limited', what: without };
      return rootOnly === undefined || isRoot
        ? { part, verdict: 'ok', what }
        : { part, verdict: 'limited', what: rootOnly };
    }),
  ];
}
