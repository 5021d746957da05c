import type { Logger } from '@homeostat/resource';
import { pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LogLevel } from './log-level.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly json: boolean;
  readonly colors: boolean;
}

/** Log lines on stderr: text for a person, or JSON lines. */
export function createLogger(output: Output, { level, json, colors }: LoggerOptions): Logger {
  const pretty = prettyFactory({ colorize: colors, ignore: 'time' });
  const log = pino(
    { level, base: null, formatters: { level: (label) => ({ level: label }) } },
    { write: (line) => output.note(json ? line : pretty(line)) },
  );
  const safe = json ? (message: string) => message : printable;
  return {
    debug: (message) => log.debug(safe(message)),
    info: (message) => log.info(safe(message)),
    warn: (message) => log.warn(safe(message)),
    error: (message) => log.error(safe(message)),
  };
}
