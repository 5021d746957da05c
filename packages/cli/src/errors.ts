import { Problem } from '@homeostat/resource';

export function fileNotGiven(): Problem {
  return new Problem('FILE_NOT_GIVEN', 'There is no file to run', {
    hint: 'Name one: homeostat run site.yaml',
  });
}

export function fileGivenTwice(first: string, second: string): Problem {
  return new Problem('FILE_GIVEN_TWICE', `Two files are named, ${first} and ${second}`, {
    hint: 'One graph is run at a time; leave --file out',
  });
}

export function stateDirectoryUnsafe(directory: string, reason: string): Problem {
  return new Problem('STATE_DIRECTORY_UNSAFE', `The state directory ${directory} ${reason}`, {
    hint: 'What is remembered there decides what is run: make it yours alone (chown, chmod 0700), or name another with --state',
  });
}

export function stateDirectoryUnusable(directory: string, cause: unknown): Problem {
  return new Problem(
    'STATE_DIRECTORY_UNUSABLE',
    `The state directory ${directory} can't be used: ${messageOf(cause)}`,
    {
      cause,
      hint: 'Name another one with --state',
    },
  );
}

export function stateSetAside(id: string, file: string, reason: string): Problem {
  return new Problem('STATE_SET_ASIDE', `What was remembered of ${id} can't be used: ${reason}`, {
    hint: `${file} is out of use from now on; the resource is treated as new`,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
