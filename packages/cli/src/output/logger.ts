import type { Logger } from '@homeostat/resource';
import { type LogLevel, logLevels } from './log-level.ts';
import type { LogLineOptions } from './log-line.ts';
import type { Output } from './output.ts';

export interface LoggerOptions extends LogLineOptions {
  readonly level: LogLevel;
}

const severities = { debug: 'info', info: 'info', warn: 'warning', error: 'error' } as const;

/** Log lines on stderr, in order. What makes them is loaded with the first one: most runs have nothing to log. */
export function createLogger(output: Output, { level, ...options }: LoggerOptions): Logger {
  let lines: Promise<(level: LogLevel, message: string) => string> | undefined;
  const write = (of: LogLevel) => async (message: string) => {
    lines ??= import('./log-line.ts').then(({ logLines }) => logLines(options));
    output.note((await lines)(of, message), severities[of]);
  };
  const from = logLevels.indexOf(level);
  const logAt = (of: LogLevel) => (logLevels.indexOf(of) < from ? () => {} : write(of));
  return { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
}
