import { inspect } from 'node:util';

/** What a person is told of an exception that nobody expected. */
export function bugText(error: unknown): string {
  return `This is a bug in homeostat, please report it:\n${inspect(error)}\n`;
}

/** Tells of it and ends the process: what still runs can't be trusted. */
export function dieOfBug(error: unknown): never {
  process.stderr.write(bugText(error));
  process.exit(1);
}
