import type { BusError } from '@homeostat/bus';
import { Problem } from '@homeostat/resource';
import type { FileState } from './startup/file-state.ts';
import type { Look } from './systemd/look.ts';

export function systemdMissing(isSession: boolean, cause: unknown): Problem {
  return isSession
    ? new Problem(
        'SYSTEMD_MISSING',
        "The user's own systemd is not there: no org.freedesktop.systemd1 is on the session bus",
        { hint: 'Start it with the session (systemctl start user@UID.service), or leave out session', cause },
      )
    : new Problem(
        'SYSTEMD_MISSING',
        'systemd does not run this machine: there is no org.freedesktop.systemd1 on the system bus, as /run/systemd/system would promise',
        {
          hint: 'Only systemd is known; where another init system runs, or none, use an exec resource',
          cause,
        },
      );
}

export function unitUnknown(unit: string, wanted: string): Problem {
  return new Problem('SVC_UNKNOWN', `There is no unit "${unit}" that could be ${wanted}`, {
    hint: 'Declare the package or the file that brings it, or correct the name (systemctl list-unit-files)',
  });
}

export function fileBad(unit: string, reason: string): Problem {
  return new Problem('SVC_FILE_BAD', `systemd can't use the file of ${unit}${reason && `: ${reason}`}`, {
    hint: `Mend it; "systemd-analyze verify ${unit}" tells what is wrong`,
  });
}

export function noInstall(unit: string): Problem {
  return new Problem('SVC_NO_INSTALL', `${unit} can't be enabled: its file has no [Install] section`, {
    hint: 'Something else starts it, so leave out startup; or write one into a drop-in, as in "[Install]" and "WantedBy=multi-user.target"',
  });
}

export function startupFixed(unit: string, state: FileState, wanted: string): Problem {
  return new Problem('SVC_STARTUP_FIXED', `${unit} can't be ${wanted}: its file is ${state}`, {
    hint: 'It is made anew by the program that made it: change it there, leave out startup, or declare it masked',
  });
}

export function notEnabled(unit: string, state: FileState | undefined): Problem {
  return new Problem('SVC_NOT_ENABLED', `${unit} was enabled and is ${state ?? 'gone'} still`, {
    hint: 'Its [Install] section enables others (Also=), or a template has no DefaultInstance=: declare those instead, or an instance',
  });
}

export function fileTaken(unit: string, what: string, cause: Problem): Problem {
  return new Problem('SVC_FILE_TAKEN', `${unit} can't be ${what}: ${cause.message}`, {
    hint: 'Look at the file that is named there. A unit whose own file is in /etc/systemd/system can be disabled, not masked; a link that leads elsewhere has to go first',
    cause,
  });
}

export function startupContested(
  unit: string,
  wanted: string,
  times: number,
  withinMs: number,
  waitMs: number,
): Problem {
  return new Problem(
    'SVC_STARTUP_CONTESTED',
    `${unit} was to be ${wanted} ${times} times within ${withinMs / 1000} s and does not stay so; it is tried again in ${Math.ceil(waitMs / 1000)} s`,
    { hint: 'Somebody else changes it back: another program that keeps it, or a resource of another name' },
  );
}

export function contradicted(unit: string, id: string, first: string): Problem {
  return new Problem('SVC_CONTRADICTED', `${id} wants ${unit} otherwise than ${first}, which keeps it`, {
    hint: 'Remove one of the two, or let them want the same state and startup',
  });
}

export function masked(unit: string): Problem {
  return new Problem('SVC_MASKED', `${unit} can't run: it is masked`, {
    hint: 'Declare startup: enabled or disabled, which takes the mask away',
  });
}

export function oneshot(unit: string): Problem {
  return new Problem(
    'SVC_ONESHOT',
    `${unit} can't be kept running: it does its work once and ends (Type=oneshot)`,
    { hint: 'Write RemainAfterExit=yes into its file, or declare the timer or socket that starts it' },
  );
}

export function unsettled(unit: string, { active, sub }: Look, ms: number): Problem {
  return new Problem('SVC_UNSETTLED', `${unit} is ${active} (${sub}) for more than ${ms / 1000} s`, {
    hint: 'It is looked at again as soon as that changes; "systemctl status" and "systemctl list-jobs" tell what it waits for',
  });
}

const refusedHints: Record<string, string> = {
  'org.freedesktop.systemd1.OnlyByDependency':
    'Look into its unit file: RefuseManualStart=, RefuseManualStop= and its type say what may be done',
  'org.freedesktop.systemd1.TransactionIsDestructive':
    'A job that nothing may take the place of is under way, as when the machine shuts down: "systemctl list-jobs" shows it',
};

export function refused(unit: string, verb: string, cause: BusError): Problem {
  return new Problem('SVC_REFUSED', `systemd refuses to ${verb} ${unit}: ${cause.message}`, {
    hint: refusedHints[cause.errorName] ?? 'Its journal and its unit file may tell why',
    cause,
  });
}

const results: Record<string, string> = {
  failed: 'it failed',
  timeout: 'it took longer than its unit file lets it',
  dependency: 'something that it needs failed',
  canceled: 'another request took its place',
  skipped: 'there was nothing to do in the state it was in',
  assert: 'an assertion in its unit file does not hold',
  unsupported: 'this machine does not support such units',
  collected: 'nothing needed it any more',
  once: 'it may be started only once',
};

/** @param verb as in "start" */
export function jobFailed(unit: string, verb: string, result: string, log: string): Problem {
  return new Problem('SVC_JOB_FAILED', `${unit} did not ${verb}: ${results[result] ?? result}`, {
    hint: lastWords(unit, log),
  });
}

export function refreshFailing(unit: string, times: number, withinMs: number, waitMs: number): Problem {
  const seconds = Math.ceil(waitMs / 1000);
  return new Problem(
    'SVC_REFRESH_FAILING',
    `${unit} could not take over what changed ${times} times within ${withinMs / 1000} s; it is tried again in ${seconds} s, or when its unit file changes`,
    {
      hint: `Try "systemctl reload ${unit}" yourself; its journal tells why it fails: journalctl --unit=${unit}`,
    },
  );
}

export function diedAtOnce(unit: string, { active, sub }: Look, log: string): Problem {
  return new Problem('SVC_DIED', `${unit} was started and ended at once: it is ${active} (${sub})`, {
    hint: lastWords(unit, log),
  });
}

export function conditionUnmet(unit: string, { unmet }: Look): Problem {
  return new Problem(
    'SVC_CONDITION_UNMET',
    `${unit} was not started: not all its conditions are met (${unmet.join(', ')})`,
    { hint: 'Bring about what they ask for before it, or take them out of its unit file' },
  );
}

export function crashing(
  unit: string,
  times: number,
  withinMs: number,
  waitMs: number,
  log: string,
): Problem {
  const seconds = Math.ceil(waitMs / 1000);
  return new Problem(
    'SVC_CRASHING',
    `${unit} was started ${times} times within ${withinMs / 1000} s and does not stay; it is tried again in ${seconds} s`,
    { hint: lastWords(unit, log) },
  );
}

export function restartedTooOften(unit: string, times: number, withinMs: number, log: string): Problem {
  return new Problem(
    'SVC_CRASHING',
    `${unit} runs, but systemd has restarted it more than ${times} times within ${withinMs / 1000} s`,
    { hint: lastWords(unit, log) },
  );
}

function lastWords(unit: string, log: string): string {
  return log === ''
    ? `Its journal may tell why: journalctl --unit=${unit}`
    : `The journal of it ends with:\n${log}`;
}
