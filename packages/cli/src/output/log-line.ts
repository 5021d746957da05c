import { pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LogLevel } from './log-level.ts';
import { printable } from './printable.ts';

export interface LogLineOptions {
  readonly json: boolean;
  readonly colors: boolean;
}

/** Makes a line of each message: text for a person, or JSON. */
export function logLines({ json, colors }: LogLineOptions): (level: LogLevel, message: string) => string {
  let line = '';
  const pretty = prettyFactory({ colorize: colors, ignore: 'time' });
  const log = pino(
    { level: 'debug', base: null, formatters: { level: (label) => ({ level: label }) } },
    {
      write(text) {
        line = json ? text : pretty(text);
      },
    },
  );
  return (level, message) => {
    log[level](json ? message : printable(message));
    return line;
  };
}
