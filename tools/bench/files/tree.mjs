import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const perDirectory = 100;

/** So many files of 200 bytes, a hundred in each declared directory, as a config declares them. */
export function declareTree(root, count) {
  const file = [];
  for (let index = 0; index < count; index += 1) {
    const directory = join(root, `d${Math.floor(index / perDirectory)}`);
    if (index % perDirectory === 0) file.push({ name: `${directory}/` });
    const content = `content of file ${index}`.padEnd(199, '.');
    file.push({ name: join(directory, `f${index}`), content: `${content}\n`, mode: '0644' });
  }
  return file;
}

/** Makes what is declared. */
export function plantTree(root, file) {
  mkdirSync(root, { recursive: true });
  for (const { name, content } of file) {
    if (content === undefined) mkdirSync(name);
    else writeFileSync(name, content, { mode: 0o644 });
  }
}
