import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Expects that a file of this repository holds what is generated for it. `npm run reference` writes it first. */
export function expectPage(path: string, text: string): void {
  const page = formatted(path, text);
  const file = `${root}${path}`;
  if (process.env.npm_lifecycle_event === 'reference') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
}

/** As `npm run format` would leave it. */
function formatted(path: string, text: string): string {
  return execFileSync(`${root}node_modules/.bin/biome`, ['format', `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
}
