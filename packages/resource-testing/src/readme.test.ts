import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

// Its own tests are the proof: importing the example registers them here. It lies inside the workspace meanwhile, so that
// imports resolve as they do for a reader who installed the packages.
const scratch = new URL(`../../../.scratch/${randomUUID()}/`, import.meta.url);
const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(new URL('../README.md', import.meta.url), 'utf8'))!;
mkdirSync(scratch, { recursive: true });
try {
  const example = new URL('example.ts', scratch);
  writeFileSync(example, code!);
  await import(example.pathname);
} finally {
  rmSync(scratch, { recursive: true });
}
