import { constants, openSync } from 'node:fs';

const { O_DIRECTORY, O_NOFOLLOW } = constants;
// Linux's; Node has no name for it. What is opened so is only named, and needs no right to read it.
export const O_PATH = 0o10000000;

export function openWithoutLink(path: string): number {
  return openSync(path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
}

/** A path that leads to what was opened, whatever has become of its name. */
export function inside(handle: number, ...names: string[]): string {
  return ['/proc/self/fd', handle, ...names].join('/');
}
