import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** @unit milliseconds */
const longestMs = 5_000;

/**
 * The last lines that a unit, and systemd about it, wrote into the journal; empty where there is none.
 *
 * @param since only those from then on. @unit milliseconds since 1970
 */
export async function lastLogLines(unit: string, isSession: boolean, since?: number): Promise<string> {
  const options = {
    timeout: longestMs,
    maxBuffer: 1024 * 1024,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  };
  const journalctl = async (...args: string[]) => (await run('journalctl', args, options)).stdout;
  // What it said last may not be written yet. Only root may ask for that.
  if (!isSession) await journalctl('--sync').catch(() => '');
  const of = `--${isSession ? 'user-unit' : 'unit'}=${unit}`;
  const args = [of, '--lines=10', '--no-pager', '--output=cat', '--quiet', '--boot'];
  if (since !== undefined) args.push(`--since=@${since / 1000}`);
  return (await journalctl(...args).catch(() => '')).trim().slice(-2000);
}
