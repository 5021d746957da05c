import { describe, expect, test } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import { explain } from './explain.ts';

const attempt = { what: 'install sl', lockSeconds: 300 };

function explained(output: string) {
  const { problem, remedy } = explain(output, attempt);
  return {
    code: problem.code,
    message: problem.message,
    remedy,
    isOfTheMachine: problem instanceof MachineProblem,
  };
}

// What a booted host gives is in refusals.e2e.test.ts and interruptions.e2e.test.ts; here is what is hard to bring about there.
describe('explain', () => {
  test('knows when apt finds beforehand that the disk is too small', () => {
    expect(explained("E: You don't have enough free space in /var/cache/apt/archives/.\n")).toEqual({
      code: 'PACKAGE_DISK_FULL',
      message: 'There is not enough space in /var/cache/apt/archives/',
      remedy: undefined,
      isOfTheMachine: true,
    });
  });

  test('takes a script that fails on a full disk for the full disk', () => {
    const output = `dpkg: error processing archive /var/cache/apt/archives/sl_5.02-1_amd64.deb (--unpack):
 cannot copy extracted data for './usr/games/sl' to '/usr/games/sl.dpkg-new': failed to write (No space left on device)
E: Sub-process /usr/bin/dpkg returned an error code (1)
`;
    expect(explained(output).code).toBe('PACKAGE_DISK_FULL');
  });

  test('names every address that can not be fetched', () => {
    const output = `E: Failed to fetch http://a.example/sl.deb  404  Not Found [IP: 192.0.2.1 80]
E: Failed to fetch http://b.example/x.deb  Could not resolve 'b.example'
E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?
`;
    expect(explained(output)).toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNREACHABLE',
      message:
        "Can't fetch http://a.example/sl.deb: 404  Not Found [IP: 192.0.2.1 80]; http://b.example/x.deb: Could not resolve 'b.example'",
      remedy: 'refresh',
    });
  });

  test.each([
    "W: GPG error: http://a.example sid InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 0123",
    "E: The repository 'http://a.example sid InRelease' is not signed.",
    'E: GPG error: http://a.example sid InRelease: At least one invalid signature was encountered.',
    'W: GPG error: http://a.example sid InRelease: The following signatures were invalid: EXPKEYSIG 0123 A Key',
  ])('takes for untrusted: %s', (line) => {
    expect(explained(`${line}\nE: Some index files failed to download.\n`)).toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNTRUSTED',
      message: `A repository is not to be trusted: ${line.slice(3)}`,
      isOfTheMachine: true,
    });
  });

  test('names a package whose archive dpkg could not unpack by its name', () => {
    const output = `dpkg: error processing archive /var/cache/apt/archives/lib+x_1%3a2-1_amd64.deb (--unpack):
 trying to overwrite '/usr/bin/x', which is also in package y 1.0
`;
    expect(explained(output).message).toBe(
      "dpkg refused lib+x: trying to overwrite '/usr/bin/x', which is also in package y 1.0",
    );
  });

  test('takes what a maintainer script writes for nothing that apt says', () => {
    const output = `Reading package lists...
The following NEW packages will be installed:
  sl
Selecting previously unselected package sl.
(Reading database ... 6603 files and directories currently installed.)
Preparing to unpack .../sl_5.02-1_amd64.deb ...
Unpacking sl (5.02-1) ...
Setting up sl (5.02-1) ...
E: Could not get lock /var/lib/dpkg/lock. It is held by process 369 (dpkg)
E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.
E: Failed to fetch http://a.example/x.deb  404  Not Found
dpkg: error processing package sl (--configure):
 installed sl package post-installation script subprocess returned error exit status 100
E: Sub-process /usr/bin/dpkg returned an error code (1)
`;
    expect(explained(output)).toEqual({
      code: 'PACKAGE_SCRIPT_FAILED',
      message: 'The post-installation script of sl returned error exit status 100',
      remedy: undefined,
      isOfTheMachine: false,
    });
  });

  test('gives what it does not know as apt wrote it', () => {
    const { problem } = explain('Reading package lists...\nE: Something new\n', attempt);
    expect(problem.code).toBe('PACKAGE_MANAGER_FAILED');
    expect(problem.message).toBe('apt-get could not install sl');
    expect(problem.hint).toBe('It said:\nE: Something new');
  });
});
