import { Problem } from '@homeostat/resource';

/**
 * What no package is to blame for: a lock that is held, a full disk, a repository that can't be reached, an interrupted dpkg.
 *
 * A transaction that fails with it has failed for all its packages, and is not split to find out whose fault it is.
 */
export class MachineProblem extends Problem {}
