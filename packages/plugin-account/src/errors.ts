import { Problem } from '@homeostat/resource';
import type { Outcome } from './machine/machine.ts';

export function databaseUnreadable(path: string, cause: NodeJS.ErrnoException): Problem {
  return new Problem('ACCOUNT_DATABASE_UNREADABLE', `${path} can't be read: ${cause.code ?? cause.message}`, {
    hint:
      cause.code === 'EACCES'
        ? 'Passwords and the day of expiry are shown to root alone: run as root, or leave out password, locked and expires'
        : 'Accounts are kept in /etc/passwd, /etc/group and /etc/shadow, which have to be there',
    cause,
  });
}

export function databaseLocked(path: string, said: string): Problem {
  return new Problem(
    'ACCOUNT_DATABASE_LOCKED',
    `Another program holds the lock of ${path}, and has not given it back within a minute`,
    {
      hint: `"fuser -v /etc/.pwd.lock ${path}.lock" tells who. The tool said:\n${said.trim()}`,
    },
  );
}

export function toolMissing(tool: string, cause: unknown): Problem {
  return new Problem('ACCOUNT_TOOL_MISSING', `There is no program "${tool}" on this machine`, {
    hint: 'Install the package that has it: passwd on Debian, shadow-utils on Fedora; mkhomedir_helper comes with PAM',
    cause,
  });
}

export function toolFailed(tool: string, { status, endedBy, stderr }: Outcome): Problem {
  const hint = /permission denied/i.test(stderr)
    ? 'Accounts are changed by root alone: run as root'
    : 'Try it by hand with the same tool; its manual page explains the exit status';
  return new Problem('ACCOUNT_TOOL_FAILED', `${tool} ${ending(status, endedBy)}: ${lastWords(stderr)}`, {
    hint,
  });
}

function ending(status: number | null, endedBy: string | null): string {
  return endedBy === null ? `ended with exit status ${status}` : `was ended by ${endedBy}`;
}

function lastWords(stderr: string): string {
  return stderr.trim().split('\n').slice(-3).join('; ') || 'it said nothing';
}

export function accountForeign(what: 'user' | 'group', name: string): Problem {
  return new Problem(
    'ACCOUNT_FOREIGN',
    `The ${what} "${name}" is not in /etc, and yet this machine knows it from elsewhere (see /etc/nsswitch.conf)`,
    {
      hint: `Change it where it is kept, as in LDAP or sssd, and remove this resource. A ${what} of the same name in /etc would hide it`,
    },
  );
}

export function accountContradicted(name: string, id: string, first: string): Problem {
  return new Problem(
    'ACCOUNT_CONTRADICTED',
    `${id} wants "${name}" otherwise than ${first}, which keeps it`,
    {
      hint: 'Remove one of the two, or let them declare nothing that differs',
    },
  );
}

export function idTaken(what: 'uid' | 'gid', id: number | undefined, holder: string | undefined): Problem {
  const whose = holder === undefined ? 'somebody else' : `"${holder}"`;
  return new Problem('ACCOUNT_ID_TAKEN', `The ${what} ${id} is that of ${whose}`, {
    hint: `Declare another one, or give "${holder ?? 'the other'}" another ${what}, or none any more, by a resource that comes before this${what === 'uid' ? '; two users who are to be one write allowDuplicateUid: true' : ''}`,
  });
}

export function accountGroupUnknown(user: string, group: string | number): Problem {
  return new Problem(
    'ACCOUNT_GROUP_UNKNOWN',
    `The user "${user}" is to be in the group "${group}", which is not in /etc/group`,
    {
      hint: 'Declare it as a group resource, which then comes first, or correct the name. Of groups that are kept elsewhere nobody here can be made a member',
    },
  );
}

export function userProtected(name: string, uid: number): Problem {
  return new Problem(
    'USER_PROTECTED',
    `The user "${name}" (uid ${uid}) is not removed: ${uid === 0 ? 'it is root' : 'homeostat itself runs as it'}`,
    { hint: 'Remove the resource, or correct its name' },
  );
}

export function userBusy(name: string, said: string): Problem {
  return new Problem('USER_BUSY', `The user "${name}" can't be changed so while it runs something: ${said}`, {
    hint: `End it first, as by an svc resource that comes before this, or "loginctl terminate-user ${name}"; or set the meta parameters retry and delay`,
  });
}

export function userHasNoPassword(name: string): Problem {
  return new Problem('USER_HAS_NO_PASSWORD', `The user "${name}" can't be unlocked: it has no password`, {
    hint: 'Declare one, or leave out locked; without a lock everybody could log in',
  });
}

export function homeTaken(name: string, home: string): Problem {
  return new Problem(
    'USER_HOME_TAKEN',
    `The home directory of "${name}" can't be made at ${home}: something is there`,
    {
      hint: 'Remove it, correct home, or leave out manageHome',
    },
  );
}

export function homeNotMoved(name: string, from: string, to: string): Problem {
  return new Problem(
    'USER_HOME_NOT_MOVED',
    `The home directory of "${name}" can't be moved from ${from} to ${to}: both are there`,
    { hint: 'Bring them together by hand and remove the old one, or leave out manageHome' },
  );
}

export function homeNotRemoved(name: string, home: string, said: string): Problem {
  return new Problem('USER_HOME_NOT_REMOVED', `"${name}" is removed, but not all of ${home}: ${said}`, {
    hint: 'Look at it and remove it by hand, or by a file resource with state: absent',
  });
}

export function homeUnsafe(name: string, home: string, directory: string): Problem {
  return new Problem(
    'USER_HOME_UNSAFE',
    `The home directory of "${name}" is not made at ${home}: others than root can write into ${directory}`,
    {
      hint: 'They could lead root elsewhere while it is made and given away. Choose a place in which only root writes, or declare the directory as a file resource and leave out manageHome',
    },
  );
}

export function groupInUse(name: string, users: readonly string[]): Problem {
  const whose = users.map((user) => `"${user}"`).join(', ');
  return new Problem('GROUP_IN_USE', `The group "${name}" is the primary group of ${whose}`, {
    hint: 'Remove those users, or give them another primary group, by user resources, which then come first',
  });
}
