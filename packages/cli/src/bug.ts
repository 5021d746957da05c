import { inspect } from 'node:util';
import { processOutput } from './output/output.ts';

/** What a person is told of an exception that nobody expected. */
export function bugText(error: unknown): string {
  return `This is a bug in homeostat, please report it:\n${inspect(error)}\n`;
}

/** Tells of it and ends the process: what still runs can't be trusted. */
export function dieOfBug(error: unknown): never {
  processOutput().note(bugText(error), 'error');
  process.exit(1);
}
