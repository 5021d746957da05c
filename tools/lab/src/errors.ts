import { Problem } from '@homeostat/resource';

export function labUnavailable(reason: string, hint: string): Problem {
  return new Problem('LAB_UNAVAILABLE', `Test hosts can't run here: ${reason}`, { hint });
}

export function labDown(): Problem {
  return new Problem('LAB_DOWN', 'This lab is not up, or no more', { hint: 'Start one: npm run lab -- up' });
}

export function labAlreadyUp(): Problem {
  return new Problem('LAB_ALREADY_UP', 'A lab is up on this machine', {
    hint: 'Use it, or end it first: npm run lab -- destroy',
  });
}

export function sandboxFailed(complaint: string): Problem {
  return new Problem('LAB_SANDBOX_FAILED', 'The namespaces of the lab could not be made', {
    hint: complaint.trim(),
  });
}

export function hostUnknown(name: string, known: readonly string[]): Problem {
  return new Problem('LAB_HOST_UNKNOWN', `The lab has no host "${name}"`, {
    hint: `It has ${known.join(', ') || 'none yet'}`,
  });
}

export function hostNameWrong(name: string): Problem {
  return new Problem('LAB_HOST_NAME_WRONG', `A host can't be called "${name}"`, {
    hint: 'It also names a network interface: up to 13 small letters, digits and dashes, the first one a letter',
  });
}

export function hostNameTaken(name: string): Problem {
  return new Problem('LAB_HOST_NAME_TAKEN', `The lab has a host "${name}" already`, {
    hint: 'Give each host a name of its own',
  });
}

export function hostDown(name: string): Problem {
  return new Problem(
    'LAB_HOST_DOWN',
    `Host ${name} is down, or it or its D-Bus went down before the command ended`,
    {
      hint: `Boot it, or look at its console: npm run lab -- boot ${name}`,
    },
  );
}

export function bootTimedOut(name: string, seconds: number, console: string, cause?: unknown): Problem {
  return new Problem('LAB_BOOT_TIMEOUT', `Host ${name} has not booted within ${seconds} s`, {
    hint: `It hangs like this when no inotify instance is left (fs.inotify.max_user_instances). Its console:\n${console}`,
    cause,
  });
}

export function timedOut(what: string, seconds: number): Problem {
  return new Problem('LAB_TIMEOUT', `For ${seconds} s it was waited in vain that ${what}`, {
    hint: 'Is this machine overloaded? Destroy the lab, and start another one',
  });
}

export function commandFailed(argv: readonly string[], exitCode: unknown, stderr = ''): Problem {
  return new Problem('LAB_COMMAND_FAILED', `${argv.join(' ')} ended with ${exitCode}`, {
    hint: stderr.trim() || 'It said nothing',
  });
}
