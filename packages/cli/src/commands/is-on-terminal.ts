import { isatty } from 'node:tty';

/** Whether somebody has started us at a terminal, whose end would end us. */
export function isOnTerminal(): boolean {
  return [0, 1, 2].some((descriptor) => isatty(descriptor));
}
