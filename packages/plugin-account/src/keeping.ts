import type { Change } from '@homeostat/resource';
import type { Database } from './database/database.ts';
import type { Machine } from './machine/machine.ts';

export interface NamedAccount {
  readonly name: string;
}

/** What users and groups are kept by, each in their way. */
export interface Keeping<P extends NamedAccount> {
  readonly what: 'user' | 'group';
  /** The files in /etc that `traces` looks into. */
  readonly files: readonly string[];
  isThere(params: P, database: Database): boolean;
  /** What differs. */
  changes(params: P, database: Database, machine: Machine): readonly Change[];
  /** Whether the two, which are of one account, can't both be in state. */
  contradicts(one: P, other: P): boolean;
  /** All that the files say of it, only to be compared: it holds hashes. */
  traces(params: P, database: Database): string;
  /** The directory that is kept, too. */
  directory?(params: P, database: Database): string | undefined;
}
