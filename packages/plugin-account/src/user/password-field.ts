import type { Database, UserEntry } from '../database/database.ts';

/** The hash with the mark of a lock before it, wherever this system keeps it; `undefined`: nobody knows of one. */
export function passwordField({ name, password }: UserEntry, database: Database): string | undefined {
  return password === 'x' ? database.shadow(name)?.password : password;
}

/** "!" marks a lock, and some systems write two for "no password yet". */
export function isLocked(field: string): boolean {
  return field.startsWith('!');
}

export function hashIn(field: string): string {
  return field.replace(/^!+/, '');
}
