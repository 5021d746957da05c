import type { Problem } from '@homeostat/resource';
import * as errors from './errors.ts';

/** What can be done about a failure before the same is tried once more. */
export type Remedy = 'complete-dpkg' | 'fix-broken' | 'refresh' | 'wait';

export interface Failure {
  readonly problem: Problem;
  readonly remedy?: Remedy;
}

/** What apt-get was to do, and for how long it may wait. */
export interface Attempt {
  /** As in "apt-get could not …": `install sl, remove cowsay`. */
  readonly what: string;
  readonly lockSeconds: number;
}

type Rule = readonly [
  RegExp,
  (match: RegExpExecArray, attempt: Attempt, output: string) => Failure,
  /** Whether it is also looked for in what is written once dpkg is at work. */
  isOfDpkg?: 'of dpkg',
];

/** The first that fits says why. Where apt tells both the reason and what follows from it, the reason stands first. */
const rules: readonly Rule[] = [
  [
    /^E: dpkg was interrupted/m,
    (_match, { what }, output) => ({
      problem: errors.dpkgBroken(`could not ${what}`, output),
      remedy: 'complete-dpkg',
    }),
  ],
  [
    /^E: The package (\S+) needs to be reinstalled, but I can't find an archive/m,
    ([, name]) => ({ problem: errors.reinstallNeeded(name!) }),
  ],
  [
    /^E: Unmet dependencies\. Try/m,
    (_match, { what }, output) => ({
      problem: errors.dpkgBroken(`could not ${what}`, output),
      remedy: 'fix-broken',
    }),
  ],
  [
    /^E: Could not open (?:lock )?file \S+ - open \(13: |^dpkg: error: required read\/write access|are you root\?/m,
    (_match, { what }) => ({ problem: errors.denied(what) }),
  ],
  [
    /^(?:E: (?:Could not get lock|Unable to acquire)|dpkg: error: .*locked by another)[^/\n]*(\/[^\s.)]+)?/m,
    ([, lock = "dpkg's lock"], { lockSeconds }, output) => ({
      problem: errors.lockHeld(lock, holderOf(output), lockSeconds),
      remedy: 'wait',
    }),
  ],
  [
    /^E: (?:Malformed|Conflicting values|The list of sources|Type '|Unable to parse).*$/m,
    ([line]) => ({ problem: errors.sourcesWrong(line.slice(3)) }),
  ],
  [/^E: Unable to locate package (\S+)/m, ([, name]) => ({ problem: errors.packageUnknown(name!) })],
  [
    /^E: Package '(.+)' has no installation candidate/m,
    ([, name]) => ({ problem: errors.packageUnknown(name!) }),
  ],
  [
    /^E: Version '(.+)' for '(.+)' was not found/m,
    ([, version, name]) => ({ problem: errors.versionUnknown(name!, version!) }),
  ],
  [
    /^E: Held packages were changed/m,
    (_match, _attempt, output) => ({
      problem: errors.packageHeld(listed(output, 'The following held packages will be changed').join(', ')),
    }),
  ],
  [
    /^E: Packages were downgraded/m,
    (_match, _attempt, output) => ({
      problem: errors.downgradeRefused(
        listed(output, 'The following packages will be DOWNGRADED').join(', '),
      ),
    }),
  ],
  [
    /^E: Essential packages were removed/m,
    (_match, _attempt, output) => ({
      problem: errors.essentialRefused(
        listed(output, 'WARNING: The following essential packages will be removed').join(', '),
      ),
    }),
  ],
  [
    /^E: Packages need to be removed but remove is disabled/m,
    (_match, { what }, output) => ({
      problem: errors.needed(what, listed(output, 'The following packages will be REMOVED')),
    }),
  ],
  [
    /^E: There were unauthenticated packages/m,
    (_match, _attempt, output) => ({
      problem: errors.untrusted(
        listed(output, 'WARNING: The following packages cannot be authenticated!').join(', '),
      ),
    }),
  ],
  [
    /^E: You don't have enough free space in (\S+?)\.?$|^.*No space left on device/m,
    ([, where = 'one of the file systems'], _attempt, output) => ({
      problem: errors.diskFull(where, output),
    }),
    'of dpkg',
  ],
  [
    /^[EW]: (?:GPG error:|The repository) .*(?:not signed|signature|NO_PUBKEY|EXPKEYSIG).*$/m,
    ([line]) => ({ problem: errors.repositoryUntrusted(line.slice(3)) }),
  ],
  [
    /^E: (?:Failed to fetch|The repository '.*' does(?: not|n't any longer)* have)/m,
    (_match, _attempt, output) => ({
      problem: errors.repositoryUnreachable(unfetched(output)),
      remedy: 'refresh',
    }),
  ],
  [
    /^dpkg: error processing (?:package|archive) (\S+) \(--\w+\):\n (.+)/m,
    ([, package_, reason], _attempt, output) => ({ problem: dpkgError(package_!, reason!, output) }),
    'of dpkg',
  ],
  [
    /^The following packages have unmet dependencies:\n((?: .+\n?)+)/m,
    ([, details], { what }) => ({
      problem: / (?:Conflicts|Breaks):/.test(details!)
        ? errors.conflict(what, details!.trimEnd())
        : errors.unmet(what, details!.trimEnd()),
    }),
  ],
];

/** The first line of dpkg at work. What maintainer scripts write comes after it, be it as if apt itself had written it. */
const dpkgBegins =
  /^(?:\(Reading database|Selecting previously unselected|Preparing to unpack|Unpacking |Setting up |Removing |Purging configuration|Processing triggers)/m;

/** Why a run of apt-get failed, from what it wrote. */
export function explain(output: string, attempt: Attempt): Failure {
  const [before = ''] = output.split(dpkgBegins, 1);
  for (const [form, failure, isOfDpkg] of rules) {
    const match = form.exec(isOfDpkg ? output : before);
    if (match) return failure(match, attempt, output);
  }
  return { problem: errors.managerFailed(attempt.what, output) };
}

/**
 * The names under a heading, which are indented. A star marks what is purged; the heading of the essential ones is of two lines.
 */
function listed(output: string, heading: string): string[] {
  const under = output.split(heading)[1]?.split('\n').slice(1) ?? [];
  const names = under.slice(under.findIndex(isIndented));
  const end = names.findIndex((line) => !isIndented(line));
  return names
    .slice(0, end < 0 ? undefined : end)
    .flatMap((line) => line.trim().split(' '))
    .filter((word) => /^[a-z0-9]/i.test(word))
    .map((word) => word.replace(/\*$/, ''));
}

function isIndented(line: string): boolean {
  return line.startsWith('  ');
}

function holderOf(output: string): string | undefined {
  const [, pid, name] = /held by process (\d+)(?: \((.+?)\))?/.exec(output) ?? [];
  if (pid !== undefined) return name === undefined ? `Process ${pid}` : `${name} (process ${pid})`;
  const [, other] = /locked by another process with pid (\d+)/.exec(output) ?? [];
  return other === undefined ? undefined : `Process ${other}`;
}

function unfetched(output: string): string[] {
  const all = [...output.matchAll(/^E: (?:Failed to fetch )?((?:\S+ {2}|The repository ).*)$/gm)];
  return all.map(([, text]) => text!.replace('  ', ': '));
}

function dpkgError(package_: string, reason: string, output: string): Problem {
  // While it unpacks, dpkg names the archive: /var/cache/apt/archives/sl_5.02-1_amd64.deb
  const name = package_.replace(/^.*\/|_.*$/g, '');
  const [, script, end] = /(\S+) script subprocess (.+)$/.exec(reason) ?? [];
  return script === undefined
    ? errors.dpkgRefused(name, reason)
    : errors.scriptFailed(name, script, end!, output);
}
