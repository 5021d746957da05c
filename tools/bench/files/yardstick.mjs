// What the plainest Node program takes for the same work: it reads the config as JSON and goes through it in one
// synchronous loop. `yardstick.mjs check|create CONFIG`
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export function check(file) {
  let differing = 0;
  for (const { name, content } of file) {
    const { mode } = lstatSync(name);
    if (content === undefined) continue;
    if ((mode & 0o7777) !== 0o644 || readFileSync(name, 'utf8') !== content) differing += 1;
  }
  return differing;
}

export function create(file) {
  for (const { name, content } of file) {
    if (content === undefined) mkdirSync(name);
    else {
      writeFileSync(`${name}.new`, content, { mode: 0o644 });
      renameSync(`${name}.new`, name);
    }
  }
  return 0;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [what, config] = process.argv.slice(2);
  const { file } = JSON.parse(readFileSync(config, 'utf8')).resources;
  process.exitCode = (what === 'check' ? check : create)(file) === 0 ? 0 : 1;
}
