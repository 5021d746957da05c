import { describe, expect, it } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import { transactionFailed } from './errors.ts';
import { errorCode, exit } from './protocol.ts';

const package_ = false;
const machine = true;

describe('transactionFailed', () => {
  it.each([
    [errorCode.noNetwork, 'PACKAGE_REPOSITORY_UNREACHABLE', machine],
    [errorCode.sourcesUnreachable, 'PACKAGE_REPOSITORY_UNREACHABLE', machine],
    [errorCode.repositoryUnavailable, 'PACKAGE_REPOSITORY_UNREACHABLE', machine],
    [errorCode.gpgFailure, 'PACKAGE_REPOSITORY_UNTRUSTED', machine],
    [errorCode.missingSignature, 'PACKAGE_REPOSITORY_UNTRUSTED', machine],
    [errorCode.repositoryMisconfigured, 'PACKAGE_SOURCES_WRONG', machine],
    [errorCode.diskFull, 'PACKAGE_DISK_FULL', machine],
    [errorCode.notAuthorized, 'PACKAGE_NOT_AUTHORIZED', machine],
    [errorCode.installUnsigned, 'PACKAGE_UNTRUSTED', package_],
    [errorCode.systemPackage, 'PACKAGE_ESSENTIAL', package_],
    [errorCode.dependenciesUnmet, 'PACKAGE_DEPENDENCIES_UNMET', package_],
    [errorCode.packageConflicts, 'PACKAGE_CONFLICT', package_],
    [errorCode.fileConflicts, 'PACKAGE_CONFLICT', package_],
    [errorCode.packageNotFound, 'PACKAGE_UNKNOWN', package_],
    [errorCode.transactionError, 'PACKAGE_SCRIPT_FAILED', package_],
    [errorCode.scriptFailed, 'PACKAGE_SCRIPT_FAILED', package_],
    [4, 'PACKAGE_MANAGER_FAILED', package_],
  ])('takes error %i for %s', (code, expected, isOfTheMachine) => {
    const problem = transactionFailed('install sl', { exit: 2, code, text: 'W: never mind\nE: so it is' });
    expect(problem.code).toBe(expected);
    expect(problem instanceof MachineProblem).toBe(isOfTheMachine);
    expect(`${problem.message} ${problem.hint}`).toContain('E: so it is');
  });

  it.each([
    [
      errorCode.dependenciesUnmet,
      'lab-rival: Conflicts: lab-tool but 2.0 is to be installed',
      'PACKAGE_CONFLICT',
    ],
    [
      errorCode.installFailed,
      'installed x package post-installation script returned error',
      'PACKAGE_SCRIPT_FAILED',
    ],
    [errorCode.installFailed, "trying to overwrite '/a', which is also in package b 1.0", 'PACKAGE_REFUSED'],
    [errorCode.cannotGetLock, 'E: Could not get lock /var/lib/dpkg/lock', 'PACKAGE_LOCK_HELD'],
    [errorCode.cannotGetLock, 'E: dpkg was interrupted', 'PACKAGE_DPKG_BROKEN'],
    [errorCode.cannotGetLock, "E: Type 'dbe' is not known on line 1 in source list", 'PACKAGE_SOURCES_WRONG'],
  ])('takes error %i that says "%s" for %s', (code, text, expected) => {
    expect(transactionFailed('install sl', { exit: 2, code, text }).code).toBe(expected);
  });

  it.each([
    [exit.cancelled, 'PACKAGE_STOPPED', machine],
    [exit.needUntrusted, 'PACKAGE_UNTRUSTED', package_],
    [exit.licenseRequired, 'PACKAGE_LICENSE', package_],
    [exit.keyRequired, 'PACKAGE_REPOSITORY_UNTRUSTED', machine],
  ])('takes exit %i for %s', (how, expected, isOfTheMachine) => {
    const problem = transactionFailed('install sl', { exit: how, text: '' });
    expect(problem.code).toBe(expected);
    expect(problem instanceof MachineProblem).toBe(isOfTheMachine);
  });
});
