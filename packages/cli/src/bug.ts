import { inspect } from 'node:util';

/** Tells of an exception that nobody expected, and ends the process: what still runs can't be trusted. */
export function dieOfBug(error: unknown): never {
  process.stderr.write(`This is a bug in homeostat, please report it:\n${inspect(error)}\n`);
  process.exit(1);
}
