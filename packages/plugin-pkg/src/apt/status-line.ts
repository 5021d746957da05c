import type { Progress } from '@homeostat/resource';

/** What apt tells on its status descriptor, for people or for us. */
export interface StatusLine {
  /** The package it is about; `undefined`: all. */
  readonly name: string | undefined;
  readonly progress: Progress;
}

/** `pmstatus:sl:11.7647:Preparing sl (amd64)`; a name of a foreign architecture holds a colon. */
const form = /^(dlstatus|pmstatus):(.+?):(\d+(?:\.\d+)?):(.*)$/;

/** Reads a line of `APT::Status-Fd` (README.progress-reporting of apt). */
export function parseStatusLine(line: string): StatusLine | undefined {
  const match = form.exec(line);
  if (!match) return undefined;
  const [, type, name, percent, text] = match;
  if (type === 'dlstatus')
    return { name: undefined, progress: { step: 'downloading', percent: Number(percent) } };
  // The percentage is that of the whole transaction, so it is told of all.
  if (name === 'dpkg-exec')
    return { name: undefined, progress: { step: 'installing', percent: Number(percent) } };
  return { name: name!, progress: { step: text!.split(' ', 1)[0]!.toLowerCase(), percent: Number(percent) } };
}
