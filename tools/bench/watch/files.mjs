import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

const perDirectory = 100;

export function* pathsIn(root, count) {
  for (let index = 0; index < count; index += 1) {
    yield join(root, `d${Math.floor(index / perDirectory)}`, `file-${index}`);
  }
}

/** Empty files, a hundred in a directory. Those that are there from a smaller count stay. */
export function plantFiles(root, count) {
  for (let number = 0; number < count / perDirectory; number += 1) {
    mkdirSync(join(root, `d${number}`), { recursive: true });
  }
  for (const path of pathsIn(root, count)) closeSync(openSync(path, 'a'));
}
