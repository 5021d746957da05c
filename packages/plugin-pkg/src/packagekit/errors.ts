import { BusError } from '@homeostat/bus';
import { Problem } from '@homeostat/resource';
import { MachineProblem } from '../backend/machine-problem.ts';
import { isInterrupted, isLocked } from './failure-kinds.ts';
import type { Failure } from './heard-signals.ts';
import { errorCode, exit } from './protocol.ts';

/** PackageKit has ended, or the bus. */
export function daemonEnded(cause?: unknown): Problem {
  return new MachineProblem(
    'PACKAGE_MANAGER_KILLED',
    'PackageKit ended in the midst of a transaction; what it did is not known',
    {
      hint: 'It is started again by the next one. If it ends again, look at: journalctl -u packagekit',
      cause,
    },
  );
}

function daemonMissing(cause: Problem): Problem {
  return new MachineProblem('PACKAGE_MANAGER_MISSING', `PackageKit can't be reached: ${cause.message}`, {
    hint: `Install packagekit, and see whether it starts: systemctl start packagekit. ${cause.hint ?? ''}`,
    cause,
  });
}

function notAuthorized(text: string): Problem {
  return new MachineProblem('PACKAGE_NOT_AUTHORIZED', `PackageKit does not let this user do that: ${text}`, {
    hint: 'Run as root, or allow it in the rules of polkit',
  });
}

export function stopped(what: string): Problem {
  return new MachineProblem('PACKAGE_STOPPED', `PackageKit was asked to stop before it could ${what}`, {
    hint: 'What was downloaded is kept. The next run goes on',
  });
}

/** @param seconds how long it was waited for, if it was */
export function lockHeld(text: string, seconds?: number): Problem {
  const since = seconds === undefined ? '' : `, and has for ${Math.round(seconds)} s`;
  return new MachineProblem(
    'PACKAGE_LOCK_HELD',
    `Another program keeps the lock of the package manager${since}`,
    { hint: `Is it at work, or does it wait for an answer? ${said(text)}` },
  );
}

export function repairFailed(text: string): Problem {
  return new MachineProblem(
    'PACKAGE_DPKG_BROKEN',
    "The package manager was interrupted, and PackageKit can't complete what it left",
    { hint: `As root, run "dpkg --configure -a" and do what it says. ${said(text)}` },
  );
}

export function unsupported(what: string, instead: string): Problem {
  return new Problem('PACKAGE_UNSUPPORTED', `PackageKit can't ${what}`, { hint: instead });
}

export function packageUnknown(name: string): Problem {
  return new Problem('PACKAGE_UNKNOWN', `No repository has a package "${name}"`, {
    hint: 'Correct the name, or declare the repository that has it',
  });
}

export function versionUnknown(name: string, version: string, known: readonly string[]): Problem {
  return new Problem('PACKAGE_VERSION_UNAVAILABLE', `No repository has version ${version} of ${name}`, {
    hint: `PackageKit knows ${known.join(', ')}`,
  });
}

export function downgradeRefused(names: readonly string[]): Problem {
  return new Problem(
    'PACKAGE_DOWNGRADE',
    `An older version would take the place of a newer one: ${names.join(', ')}`,
    { hint: 'Declare "allowDowngrade: true" if that is wanted' },
  );
}

export function untrusted(names: readonly string[]): Problem {
  return new Problem('PACKAGE_UNTRUSTED', `No signature that is trusted vouches for ${names.join(', ')}`, {
    hint: 'Declare the key of its repository, or "allowUntrusted: true" if anybody may replace it on its way',
  });
}

export function needed(what: string, others: readonly string[]): Problem {
  return new Problem('PACKAGE_NEEDED', `To ${what}, others would have to go: ${others.join(', ')}`, {
    hint: 'Declare them absent, too, or "allowRemoveDependents: true"',
  });
}

/** The lists of what repositories have are missing, or name what is there no more; or, if they are new, a repository can't be reached. */
export class OutdatedLists extends MachineProblem {}

function unreachable(what: string, hint: string) {
  return [
    'PACKAGE_REPOSITORY_UNREACHABLE',
    `Can't ${what}: a repository can't be reached`,
    {
      hint: `Is the network up (PackageKit asks for a default route), and are the repositories right? ${hint}`,
    },
  ] as const;
}

function conflict(what: string, hint: string): Problem {
  return new Problem('PACKAGE_CONFLICT', `Can't ${what} beside what is or shall be there`, { hint });
}

function scriptFailed(what: string, hint: string): Problem {
  return new Problem('PACKAGE_SCRIPT_FAILED', `Can't ${what}: a script that a package brings failed`, {
    hint,
  });
}

/** Why a transaction that PackageKit ended did not do what it was to: "install sl". */
export function transactionFailed(what: string, failure: Failure): Problem {
  const hint = said(failure.text);
  switch (failure.exit) {
    case exit.cancelled:
      return stopped(what);
    case exit.licenseRequired:
      return new Problem('PACKAGE_LICENSE', `Can't ${what}: a license has to be accepted first`, {
        hint: 'Whoever may accept it does so by hand, with pkcon or another program',
      });
    case exit.needUntrusted:
      return untrusted([oneLine(failure.text) || what]);
    case exit.keyRequired:
      return new MachineProblem(
        'PACKAGE_REPOSITORY_UNTRUSTED',
        `Can't ${what}: the key of a repository is not known`,
        { hint: `Import its key. ${hint}` },
      );
  }
  if (isInterrupted(failure)) return repairFailed(failure.text);
  if (isLocked(failure)) return lockHeld(failure.text);
  switch (failure.code) {
    case errorCode.notAuthorized:
      return notAuthorized(failure.text);
    case errorCode.downloadFailed:
    case errorCode.noCache:
      return new OutdatedLists(...unreachable(what, hint));
    case errorCode.noNetwork:
    case errorCode.repositoryUnavailable:
    case errorCode.sourcesUnreachable:
      return new MachineProblem(...unreachable(what, hint));
    case errorCode.gpgFailure:
    case errorCode.badSignature:
    case errorCode.missingSignature:
      return new MachineProblem(
        'PACKAGE_REPOSITORY_UNTRUSTED',
        `Can't ${what}: what a repository has is not signed as it should be`,
        { hint },
      );
    case errorCode.cannotGetLock:
    case errorCode.repositoryMisconfigured:
      return new MachineProblem(
        'PACKAGE_SOURCES_WRONG',
        `Can't ${what}: the package manager can't read its sources, or its lists`,
        {
          hint,
        },
      );
    case errorCode.diskFull:
      return new MachineProblem('PACKAGE_DISK_FULL', `Can't ${what}: there is not enough space`, { hint });
    case errorCode.installUnsigned:
    case errorCode.updateUnsigned:
      return untrusted([oneLine(failure.text)]);
    case errorCode.systemPackage:
      return new Problem('PACKAGE_ESSENTIAL', `Can't ${what}: the system can't do without`, { hint });
    case errorCode.dependenciesUnmet:
      if (/\b(conflicts|breaks)\b/i.test(failure.text)) return conflict(what, hint);
      return new Problem('PACKAGE_DEPENDENCIES_UNMET', `Can't ${what}: what it depends on can't be had`, {
        hint,
      });
    case errorCode.fileConflicts:
    case errorCode.packageConflicts:
      return conflict(what, hint);
    case errorCode.packageNotFound:
      return new Problem('PACKAGE_UNKNOWN', `Can't ${what}: no repository has it any more`, { hint });
    case errorCode.installFailed:
    case errorCode.removalFailed:
      if (!/script/.test(failure.text)) {
        return new Problem('PACKAGE_REFUSED', `Can't ${what}: it could not be unpacked, or removed`, {
          hint,
        });
      }
      return scriptFailed(what, hint);
    case errorCode.transactionError:
    case errorCode.scriptFailed:
      return scriptFailed(what, hint);
    default:
      return new Problem('PACKAGE_MANAGER_FAILED', `PackageKit could not ${what}`, { hint });
  }
}

/** Why a call failed: "Resolve". What is no error of the bus is left as it is. */
export function callFailed(member: string, error: unknown): unknown {
  if (!(error instanceof Problem) || error instanceof MachineProblem) return error;
  if (!(error instanceof BusError)) {
    return error.code === 'BUS_LOST' ? daemonEnded(error) : daemonMissing(error);
  }
  if (error.errorName.startsWith('org.freedesktop.PackageKit.Transaction.')) {
    const why = error.errorName.split('.').at(-1);
    if (why === 'RefusedByPolicy') return notAuthorized(error.message);
    return new Problem('PACKAGE_MANAGER_FAILED', `PackageKit refused ${member}: ${why}`, {
      hint: error.message,
      cause: error,
    });
  }
  return goneErrors.test(error.errorName) ? daemonEnded(error) : daemonMissing(error);
}

/** Of the object of a transaction that a daemon which is started anew does not have; of a daemon that ended meanwhile. */
const goneErrors = /^org\.freedesktop\.DBus\.Error\.(Unknown(Object|Method|Interface)|NoReply|Timeout)$/;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The last of what PackageKit said, which is what its back end said. */
function said(text: string): string {
  const lines = text.trim().split(/[\r\n]+/);
  const errors = lines.filter((line) => line.startsWith('E:'));
  const shown = (errors.length > 0 ? errors : lines).slice(-8).join('\n').slice(-1000);
  return shown === '' ? 'It said no more' : `It said:\n${shown}`;
}
