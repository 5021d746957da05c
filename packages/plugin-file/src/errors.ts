import { existsSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { didYouMean, Problem } from '@homeostat/resource';

type Refusal = readonly [code: string, message: string, hint: string];

/** What the system's refusals mean, by errno. `what`: what could not be done, as in "Can't write /etc/motd". */
const refusals: Record<string, (what: string, path: string) => Refusal> = {
  EACCES: denied,
  EPERM: denied,
  ENOENT: (what, path) => (existsSync(dirname(path)) ? contested(what) : parentMissing(what, path)),
  EEXIST: contested,
  ENOTDIR: (what) => [
    'PARENT_NOT_DIRECTORY',
    `${what}: something on the way to it is not a directory`,
    'Look at each directory of the path, and move what is in the way',
  ],
  ENOSPC: full,
  EDQUOT: full,
  EROFS: (what) => [
    'FILE_SYSTEM_READ_ONLY',
    `${what}: the file system is mounted read-only`,
    'Mount it for writing, or look into the kernel log: a damaged file system becomes read-only by itself',
  ],
  ENAMETOOLONG: (what) => [
    'NAME_TOO_LONG',
    `${what}: the path or a name in it is too long`,
    'Names hold 255 bytes, paths 4,095; a new file needs 55 for its name while it is written',
  ],
  ELOOP: (what) => [
    'FILE_LINK',
    `${what}: it is a link, or links on the way to it lead in a circle`,
    'Declare the path that the link leads to',
  ],
  ENOTEMPTY: (what) => [
    'DIRECTORY_NOT_EMPTY',
    `${what}: it is not empty`,
    'Declare what is in it as absent, too, or recurse: true to remove all of it',
  ],
  EBUSY: (what) => [
    'FILE_BUSY',
    `${what}: it is a mount point`,
    'Unmount it, or set its content where it is mounted from',
  ],
  EXDEV: (what) => [
    'FILE_BUSY',
    `${what}: a new file beside it lies on another file system`,
    'The path is mounted by itself; set its content where it is mounted from',
  ],
};

function parentMissing(what: string, path: string): Refusal {
  return [
    'PARENT_MISSING',
    `${what}: the directory ${dirname(path)} is not there`,
    `Declare it, too: a file resource "${dirname(path)}/"`,
  ];
}

function contested(what: string): Refusal {
  return [
    'FILE_CONTESTED',
    `${what}: something else made or removed it a moment ago`,
    'Let only one program keep this path',
  ];
}

function denied(what: string): Refusal {
  return [
    'FILE_DENIED',
    `${what}: permission denied`,
    'Run as root or as its owner; if that is so, it may be immutable (lsattr) or guarded by SELinux or AppArmor',
  ];
}

function keptByKernel(what: string): Refusal {
  return [
    'FILE_OF_KERNEL',
    `${what}: what is below /proc and /sys the kernel makes by itself, and nothing can be put in its place`,
    'Correct the path; to set a value of the kernel, declare a file in /etc/sysctl.d/ or /etc/tmpfiles.d/, or an exec resource that writes it',
  ];
}

function full(what: string): Refusal {
  return ['DISK_FULL', `${what}: no space is left`, 'Make room (see df and df -i), or raise the quota'];
}

/** Makes a problem of what the system refused of one path; what else was thrown stays as it is. `what` is a verb. */
export function asProblem(what: string, path: string, cause: unknown): unknown {
  const { code: errno, syscall } = cause as NodeJS.ErrnoException;
  if (cause instanceof Problem || errno === undefined || syscall === undefined) return cause;
  const refused = `Can't ${what} ${path}`;
  const isOfKernel =
    ['make', 'write'].includes(what) &&
    ['ENOENT', 'EACCES', 'EPERM'].includes(errno) &&
    /^\/(proc|sys)\//.test(path);
  const refusal = isOfKernel ? keptByKernel(refused) : refusals[errno]?.(refused, path);
  // The system's own words may name a directory that is held by its number.
  if (!refusal) return new Error(`${refused}: ${errno}`, { cause });
  const [code, message, hint] = refusal;
  return new Problem(code, message, { hint, cause });
}

/** The same of what a content is taken from. */
export function asSourceProblem(param: SourceParam, path: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return sourceMissing(param, path);
  if (code === 'ENXIO') return sourceOtherType(param, path, 'a socket', 'a regular file');
  return asProblem('read', path, cause);
}

/** The same for a directory that a resource declares. */
export function parentComing(path: string, directory: string): Problem {
  return new Problem('PARENT_MISSING', `${path} can't be made: the directory ${directory} is not there yet`, {
    hint: 'It is declared: see how its resource fares. This one is tried again as soon as it is there',
  });
}

/** `found` and `wanted` with their articles: "a directory". */
export function otherType(path: string, found: string, wanted: string): Problem {
  return new Problem('FILE_OTHER_TYPE', `${path} is to be ${wanted}, and ${found} is there`, {
    hint: 'Move it away, or correct the path',
  });
}

/** The same where a file resource could replace it. */
export function otherTypeUnforced(path: string, found: string, wanted: string): Problem {
  const { code, message } = otherType(path, found, wanted);
  return new Problem(code, message, {
    hint: 'Move it away, correct the path (a trailing slash means a directory), or declare force: true to replace it',
  });
}

/** `what`: the property that they want otherwise. */
export function fileContradicted(path: string, what: string, id: string, earlier: string): Problem {
  return new Problem(
    'FILE_CONTRADICTED',
    `${id} wants the ${what} of ${path} otherwise than ${earlier}, which keeps it`,
    {
      hint: 'Remove one of the two, or let each manage something else: what a resource does not declare it leaves alone',
    },
  );
}

/** A link on the way to the path that somebody else than root may have put there. */
export function linkUntrusted(path: string, link: string, { uid }: Stats, directory: Stats): Problem {
  const mode = (directory.mode & 0o7777).toString(8).padStart(4, '0');
  return new Problem(
    'FILE_LINK_UNTRUSTED',
    `On the way to ${path} is the link ${link}, which root does not follow: its owner is ${uid}, that of its directory ${directory.uid} with the mode ${mode}`,
    {
      hint: 'Declare the path that it leads to, or give the link and its directory to root (0), the directory closed to the writing of others',
    },
  );
}

export function linksWithoutEnd(path: string): Problem {
  return new Problem('FILE_LINK', `The links on the way to ${path} are too many, or lead in a circle`, {
    hint: 'Declare the path that the links lead to',
  });
}

export function hardLinked(path: string, names: number): Problem {
  return new Problem(
    'FILE_HARD_LINKED',
    `${path} is one of ${names} names of a file, in a directory that others than root may write: its owner and mode are not changed`,
    {
      hint: 'Look where else it is (find -samefile); declare its content too, which makes it a file of its own, or give the directory to root',
    },
  );
}

/** Which param names what a content is taken from. */
export type SourceParam = 'source' | 'fragments' | 'template';

export function sourceMissing(param: SourceParam, path: string): Problem {
  return new Problem('SOURCE_MISSING', `${path}, named in "${param}", is not there`, {
    hint: 'Correct the path, or have it made first: a file resource for it, or for the directory it is in, comes before this one by itself',
  });
}

export function sourceOtherType(param: SourceParam, path: string, found: string, wanted: string): Problem {
  return new Problem(
    'SOURCE_OTHER_TYPE',
    `${path}, named in "${param}", is ${found}, and would have to be ${wanted}`,
    { hint: `Correct the path; ${remedies[param]}` },
  );
}

const remedies: Record<SourceParam, string> = {
  source: 'a directory is copied to a directory, both with a trailing slash, with recurse: true',
  fragments: 'a directory among them has a trailing slash',
  template: 'a template is one file',
};

export function sourceTooLarge(path: string, bytes: number): Problem {
  return new Problem('SOURCE_TOO_LARGE', `${path} is longer than the ${bytes} bytes that are copied`, {
    hint: 'Copy it with an exec resource and a program for large files, such as rsync',
  });
}

export function sourceSpecial(path: string, found: string): Problem {
  return new Problem('SOURCE_SPECIAL', `${path} can't be copied: it is ${found}`, {
    hint: 'A source directory holds regular files, directories and links',
  });
}

export function notReadable(path: string): Problem {
  return new Problem('FILE_DENIED', `Can't read ${path}: permission denied`, {
    hint: 'Run as root or as its owner',
  });
}

export function mountedInside(path: string): Problem {
  return new Problem('FILE_BUSY', `Can't remove ${path}: another file system is mounted there`, {
    hint: 'Unmount it first; nothing of it was removed',
  });
}

export function backupTaken(path: string, backup: string): Problem {
  return new Problem('BACKUP_TAKEN', `${path} can't be kept as ${backup}: something else is there`, {
    hint: 'Move it away, or declare another suffix; only a backup that was made for this resource, and not changed since, is replaced',
  });
}

export function contextUnsupported(path: string, reason: string): Problem {
  return new Problem(
    'SELINUX_UNSUPPORTED',
    `The SELinux context of ${path} can't be read or set: ${reason}`,
    {
      hint: 'It needs a kernel and a file system with SELinux labels, and the programs getfattr and setfattr (package attr)',
    },
  );
}

export function userUnknown(name: string): Problem {
  return new Problem('USER_UNKNOWN', `There is no user "${name}" on this machine`, {
    hint: 'Make the user first, correct the name, or write the numeric id',
  });
}

export function groupUnknown(name: string): Problem {
  return new Problem('GROUP_UNKNOWN', `There is no group "${name}" on this machine`, {
    hint: 'Make the group first, correct the name, or write the numeric id',
  });
}

export function fileGrowing(path: string): Problem {
  return new Problem('FILE_CONTESTED', `${path} grows while it is read`, {
    hint: 'Let only one program write it; it is looked at again at its next change',
  });
}

export function fileNotText(path: string): Problem {
  return new Problem('FILE_NOT_TEXT', `${path} is not UTF-8 text, so it has no lines to keep`, {
    hint: 'Correct the path, or save the file as UTF-8 (iconv -t UTF-8)',
  });
}

export function fileTooLarge(path: string, largest: number): Problem {
  return new Problem(
    'FILE_TOO_LARGE',
    `${path} has more than ${largest / 1024 / 1024} MiB, too much to be kept line by line`,
    { hint: 'Correct the path, or have the lines in a smaller file that this one includes' },
  );
}

export function lineFileMissing(path: string): Problem {
  return new Problem('LINE_FILE_MISSING', `${path} is not there, and a line does not make its file`, {
    hint: `Declare it, too: a file resource "${path}", which then comes first by itself`,
  });
}

export function lineAmbiguous(path: string, match: RegExp, numbers: readonly number[]): Problem {
  return new Problem(
    'LINE_AMBIGUOUS',
    `"match" (${match.source}) fits ${numbers.length} lines of ${path} that are not the content: ${listed(numbers)}`,
    {
      hint: 'Let it fit only the line that is to give way, or take the others out with a line that is absent',
    },
  );
}

export function lineAnchorMissing(
  path: string,
  param: 'insertafter' | 'insertbefore',
  pattern: RegExp,
): Problem {
  return new Problem('LINE_ANCHOR_MISSING', `No line of ${path} fits "${param}" (${pattern.source})`, {
    hint: 'Correct the expression, or leave it out: the line then goes to the end',
  });
}

export function lineContradicted(path: string, id: string, earlier: string): Problem {
  return new Problem('LINE_CONTRADICTED', `${id} would undo in ${path} what ${earlier} keeps there`, {
    hint: 'Remove one of the two, or let their lines and expressions not meet',
  });
}

export function lineOfWholeFile(path: string, id: string, whole: string): Problem {
  return new Problem(
    'LINE_CONTRADICTED',
    `${id} is for lines of ${path}, the whole of which ${whole} keeps`,
    {
      hint: 'Write the lines into the content there, or leave the content out: a file resource without any keeps what else it declares',
    },
  );
}

export function lineNameSecret(path: string): Problem {
  return new Problem(
    'LINE_NAME_SECRET',
    `A line of ${path} is declared as secret, and is the name of its resource, which is shown everywhere`,
    { hint: 'Give the resource a name of its own, and write the line as its "content"' },
  );
}

export function patternSlow(pattern: RegExp): Problem {
  return new Problem(
    'PATTERN_SLOW',
    `The expression ${pattern.source} was not done with the lines of the file within a second`,
    { hint: 'Let no repeated part hold another, as in (a+)+, and begin it with ^' },
  );
}

function listed(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 5).join(', ');
  return numbers.length > 5 ? `${shown} and more` : shown;
}

/** `place`: in the template, as in "line 1, column 5". */
export function templateWrong(reason: string, place: string | undefined): Problem {
  return new Problem('TEMPLATE_WRONG', `The template can't be used: ${withPlace(reason, place)}`, {
    hint: "See Liquid's tags and filters at liquidjs.com; here a template includes no other, and is the same each time",
  });
}

export function templateVariableUnknown(
  variable: string,
  place: string | undefined,
  vars: readonly string[],
): Problem {
  return new Problem(
    'TEMPLATE_VARIABLE_UNKNOWN',
    withPlace(`The template has no variable "${variable}"`, place),
    {
      hint: `${didYouMean(variable, vars)}. A variable that may be missing has a default: {{ ${variable} | default: "" }}`,
    },
  );
}

export function templateTooCostly(reason: string, place: string | undefined): Problem {
  return new Problem(
    'TEMPLATE_TOO_COSTLY',
    `The template takes too long or too much memory: ${withPlace(reason, place)}`,
    { hint: 'Look at its loops, or split it up; a template is at most 1 MiB and takes at most a second' },
  );
}

function withPlace(reason: string, place: string | undefined): string {
  return place === undefined ? reason : `${reason} (${place})`;
}
