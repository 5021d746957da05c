import { Problem } from '@homeostat/resource';

export function keyUnreadable(name: string, path: string, cause: NodeJS.ErrnoException): Problem {
  return new Problem(
    'REPO_KEY_UNREADABLE',
    `The key of ${name} can't be read: ${path}: ${cause.code ?? cause.message}`,
    {
      hint: 'Declare the file, which then comes first by itself, or correct keyFile',
      cause,
    },
  );
}

export function noKey(name: string, path: string): Problem {
  return new Problem('REPO_KEY_WRONG', `${path}, the key of ${name}, is no public key`, {
    hint: 'It is to be what gpg --export writes, with --armor or without',
  });
}

export function contradicted(name: string, cause: Problem): Problem {
  return new Problem('REPO_CONTRADICTED', `With ${name} apt could no longer read its sources`, {
    hint: `Is the same address in another file of /etc/apt with another key? ${cause.hint ?? cause.message}`,
    cause,
  });
}

export function notWritten(name: string, cause: NodeJS.ErrnoException): Problem {
  return new Problem('REPO_NOT_WRITTEN', `The files of ${name} can't be written: ${cause.message}`, {
    hint: 'Run as root. Is /etc/apt on a file system that can be written?',
    cause,
  });
}
