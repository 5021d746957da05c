import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back what reading and compiling a config has left behind, at once: with nothing left to do, the collector may not
 * come by itself for hours. Node has it behind a flag only.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
