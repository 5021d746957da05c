import { Problem } from '@homeostat/resource';
import type { Command } from './command-line.ts';
import type { Outcome } from './outcome.ts';

function commandFailed(command: Command, status: number, output: string): Problem {
  return new Problem('EXEC_FAILED', `${title(command)} ended with exit status ${status}`, {
    hint: lastWords(output),
  });
}

function commandSignalled(command: Command, signal: string, output: string): Problem {
  return new Problem('EXEC_SIGNALLED', `${title(command)} was ended by ${signal}`, {
    hint: lastWords(output),
  });
}

function commandTimedOut(command: Command, seconds: number, output: string): Problem {
  return new Problem('EXEC_TIMEOUT', `${title(command)} took longer than ${seconds} s and was ended`, {
    hint: `Set a longer timeout, or find what it waits for. ${lastWords(output)}`,
  });
}

function commandStopped(command: Command, output: string): Problem {
  return new Problem('EXEC_STOPPED', `${title(command)} was ended before it was done`, {
    hint: `It was asked to stop, or the meta parameter timeout ran out. ${lastWords(output)}`,
  });
}

export function programNotFound(command: Command, cause: unknown): Problem {
  return new Problem('EXEC_NOT_FOUND', `There is no program "${command.program}" to run`, {
    hint: 'Write its absolute path, declare the package that brings it, or, if it is a script, look for the program in its first line. A pipe or a shell word such as "cd" needs a shell',
    cause,
  });
}

export function cwdMissing(command: Command, cwd: string, cause: unknown): Problem {
  return new Problem('EXEC_CWD_MISSING', `There is no directory "${cwd}" to run ${title(command)} in`, {
    hint: `Declare the directory as file[${cwd.replace(/\/*$/, '/')}], or correct the path`,
    cause,
  });
}

export function notStarted(command: Command, cause: NodeJS.ErrnoException): Problem {
  return new Problem(
    'EXEC_NOT_STARTED',
    `${title(command)} could not be started: ${cause.code ?? cause.message}`,
    {
      hint:
        cause.code === 'EACCES'
          ? `Is "${command.program}" executable, and may this user enter the directories that lead to it?`
          : 'The system refused to start it; the code is explained in errno(3)',
      cause,
    },
  );
}

export function createsUnreadable(path: string, cause: NodeJS.ErrnoException): Problem {
  return new Problem(
    'EXEC_CREATES_UNREADABLE',
    `Whether "${path}" exists can't be seen: ${cause.code ?? cause.message}`,
    {
      hint: 'May this user enter the directories that lead to it?',
      cause,
    },
  );
}

const rememberedHint =
  'Without a guard it runs once, which has to be remembered: see that the state directory can be written and has room, or say by creates or ifcmd when it is needed';

export function runNotBegun(command: Command, cause: unknown): Problem {
  return new Problem(
    'EXEC_NOT_BEGUN',
    `${title(command)} was not run: nothing could be remembered of it (${cause instanceof Error ? cause.message : cause})`,
    { hint: rememberedHint, cause },
  );
}

export function runNotRemembered(command: Command, cause: unknown): Problem {
  return new Problem(
    'EXEC_NOT_REMEMBERED',
    `${title(command)} has run, but that could not be remembered (${cause instanceof Error ? cause.message : cause}): it will run again`,
    { hint: rememberedHint, cause },
  );
}

/** Of one whose guards all say so. */
export function stillNeeded(
  command: Command,
  { creates, ifcmd }: { readonly creates?: string | undefined; readonly ifcmd?: string | undefined },
): Problem {
  const guards = [
    ...(creates === undefined ? [] : [`there is no ${creates} (creates)`]),
    ...(ifcmd === undefined ? [] : [`"${ifcmd}" (ifcmd) says so`]),
  ];
  return new Problem(
    'EXEC_STILL_NEEDED',
    `${title(command)} has run and is still needed: ${guards.join(', and ')}`,
    { hint: 'Let its guard look at what the command brings about, or correct the command' },
  );
}

/** Why a command that did not come to a good end did not. */
export function badEnding(command: Command, { ending, output }: Outcome, timeoutSeconds: number): Problem {
  switch (ending.by) {
    case 'exit':
      return commandFailed(command, ending.status, output);
    case 'signal':
      return commandSignalled(command, ending.signal, output);
    case 'timeout':
      return commandTimedOut(command, timeoutSeconds, output);
    case 'stopped':
      return commandStopped(command, output);
  }
}

/** The command line, short enough for a sentence. */
function title({ text }: Command): string {
  const short = text.split('\n', 1)[0]!.slice(0, 80);
  return short === text ? `"${text}"` : `"${short}…"`;
}

/** The last 5 lines of the output, at most 500 characters. */
function lastWords(output: string): string {
  const lines = output.trimEnd().slice(-500).split('\n').slice(-5).join('\n');
  return lines === '' ? 'It wrote no output' : `Its output ended with:\n${lines}`;
}
