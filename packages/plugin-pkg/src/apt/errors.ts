import { Problem } from '@homeostat/resource';
import { MachineProblem } from '../backend/machine-problem.ts';

export function statusUnreadable(directory: string, cause: NodeJS.ErrnoException): Problem {
  return new MachineProblem(
    'PACKAGE_STATUS_UNREADABLE',
    `What dpkg keeps in ${directory} can't be read: ${cause.code ?? cause.message}`,
    { hint: 'A copy of the file "status" is in /var/backups', cause },
  );
}

/** `apt-cache`, or a simulation, came to no answer. */
export function cantAsk(program: string, cause: Error, stderr: string): Problem {
  return new MachineProblem(
    'PACKAGE_MANAGER_FAILED',
    `${program} gave no answer: ${cause.message.split('\n', 1)[0]}`,
    {
      hint: lastWords(stderr),
      cause,
    },
  );
}

export function managerMissing(program: string, cause: NodeJS.ErrnoException): Problem {
  return new MachineProblem(
    'PACKAGE_MANAGER_MISSING',
    `${program} can't be started: ${cause.code ?? cause.message}`,
    {
      hint: 'Is apt installed, and does this run as root?',
      cause,
    },
  );
}

export function managerFailed(what: string, output: string): Problem {
  return new Problem('PACKAGE_MANAGER_FAILED', `apt-get could not ${what}`, { hint: lastWords(output) });
}

export function managerKilled(program: string, signal: string): Problem {
  return new MachineProblem('PACKAGE_MANAGER_KILLED', `${program} was ended by ${signal}`, {
    hint: 'Nothing has to be done by hand: the next transaction completes what is half done. Was it a person, or out of memory?',
  });
}

export function stopped(what: string): Problem {
  return new MachineProblem('PACKAGE_STOPPED', `apt-get was asked to stop before it could ${what}`, {
    hint: 'What was downloaded is kept. The next run goes on',
  });
}

export function denied(what: string): Problem {
  return new MachineProblem('PACKAGE_DENIED', `This user may not ${what}`, {
    hint: 'Packages are changed by root alone. If this is root: is the file system read-only?',
  });
}

export function lockHeld(lock: string, holder: string | undefined, seconds: number): Problem {
  const by = holder === undefined ? 'another process' : holder;
  return new MachineProblem('PACKAGE_LOCK_HELD', `${by} has held ${lock} for more than ${seconds} s`, {
    hint: 'Is it at work, or does it wait for an answer? Removing the lock file is no way out: it breaks what the other one does',
  });
}

export function dpkgBroken(what: string, output: string): Problem {
  return new MachineProblem(
    'PACKAGE_DPKG_BROKEN',
    `dpkg was interrupted, and what it left can't be completed: ${what}`,
    {
      hint: `As root, run "dpkg --configure -a" and then "apt-get --fix-broken install", and do what they say. ${lastWords(output)}`,
    },
  );
}

export function reinstallNeeded(name: string): Problem {
  return new MachineProblem(
    'PACKAGE_DPKG_BROKEN',
    `${name} is half installed, and no repository has its archive any more: until that is mended apt changes nothing`,
    {
      hint: `Bring back a repository that has it, or give it up: dpkg --remove --force-remove-reinstreq ${name}`,
    },
  );
}

export function diskFull(where: string, output: string): Problem {
  return new MachineProblem('PACKAGE_DISK_FULL', `There is not enough space in ${where}`, {
    hint: `apt-get clean frees what was downloaded. ${lastWords(output)}`,
  });
}

export function packageUnknown(name: string): Problem {
  return new Problem('PACKAGE_UNKNOWN', `No repository has a package "${name}"`, {
    hint: 'Correct the name, or declare the repository that has it',
  });
}

export function versionUnknown(name: string, version: string): Problem {
  return new Problem('PACKAGE_VERSION_UNAVAILABLE', `No repository has version ${version} of ${name}`, {
    hint: `apt-cache policy ${name} lists those that there are`,
  });
}

export function packageHeld(names: string): Problem {
  return new Problem('PACKAGE_HELD', `On hold, and would have to change: ${names}`, {
    hint: 'Declare "hold: true" for it, then the hold is lifted for the change and set again; or lift it: apt-mark unhold',
  });
}

export function downgradeRefused(names: string): Problem {
  return new Problem('PACKAGE_DOWNGRADE', `An older version would take the place of a newer one: ${names}`, {
    hint: 'Declare "allowDowngrade: true" if that is wanted',
  });
}

export function essentialRefused(names: string): Problem {
  return new Problem('PACKAGE_ESSENTIAL', `The system can't do without what would be removed: ${names}`, {
    hint: 'Whoever really wants that does it by hand',
  });
}

export function untrusted(names: string): Problem {
  return new Problem('PACKAGE_UNTRUSTED', `No signature that is trusted vouches for ${names}`, {
    hint: 'Declare the key of its repository, or "allowUntrusted: true" if anybody may replace it on its way',
  });
}

export function needed(asked: string, others: readonly string[]): Problem {
  return new Problem('PACKAGE_NEEDED', `To ${asked}, others would have to go: ${others.join(', ')}`, {
    hint: 'Declare them absent, too, or "allowRemoveDependents: true"',
  });
}

export function conflict(asked: string, details: string): Problem {
  return new Problem('PACKAGE_CONFLICT', `Can't ${asked} beside what is or shall be there`, {
    hint: details,
  });
}

export function unmet(asked: string, details: string): Problem {
  return new Problem('PACKAGE_DEPENDENCIES_UNMET', `Can't ${asked}: what it depends on can't be had`, {
    hint: details,
  });
}

/** @param end what dpkg says of it: `returned error exit status 1` */
export function scriptFailed(name: string, script: string, end: string, output: string): Problem {
  return new Problem('PACKAGE_SCRIPT_FAILED', `The ${script} script of ${name} ${end}`, {
    hint: `All that it wrote is in /var/log/apt/term.log. ${lastWords(output)}`,
  });
}

export function dpkgRefused(name: string, reason: string): Problem {
  return new Problem('PACKAGE_REFUSED', `dpkg refused ${name}: ${reason}`, {
    hint: 'All that it wrote is in /var/log/apt/term.log',
  });
}

export function repositoryUnreachable(details: readonly string[]): Problem {
  return new MachineProblem('PACKAGE_REPOSITORY_UNREACHABLE', `Can't fetch ${details.join('; ')}`, {
    hint: 'Is the network up, and are the address and suite of the repository right?',
  });
}

export function repositoryUntrusted(details: string): Problem {
  return new MachineProblem('PACKAGE_REPOSITORY_UNTRUSTED', `A repository is not to be trusted: ${details}`, {
    hint: 'Declare the right key for it, or take it out of the sources',
  });
}

export function sourcesWrong(details: string): Problem {
  return new MachineProblem('PACKAGE_SOURCES_WRONG', `apt can't read its sources: ${details}`, {
    hint: 'Correct /etc/apt/sources.list and what is in /etc/apt/sources.list.d',
  });
}

/** The last 8 lines of what apt says is wrong, or else of all it wrote. */
function lastWords(output: string): string {
  const lines = output.trimEnd().split('\n');
  const complaints = lines.filter((line) => /^(E:|W:|dpkg: error)/.test(line));
  const shown = (complaints.length > 0 ? complaints : lines).slice(-8).join('\n');
  return shown === '' ? 'It wrote no output' : `It said:\n${shown.slice(-1000)}`;
}
