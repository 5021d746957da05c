import { createInterface } from 'node:readline/promises';
import { nameMissing } from './errors.ts';

/** Asks for a name on the terminal. Throws a Refusal when the input ends without one. */
export async function askName(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  terminal.once('close', () => ended.abort());
  try {
    const answer = await terminal.question('Name of the package: ', { signal: ended.signal });
    if (answer.trim() !== '') return answer.trim();
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  } finally {
    terminal.close();
  }
  throw nameMissing();
}
