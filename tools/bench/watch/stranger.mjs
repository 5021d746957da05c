// node stranger.mjs DIRECTORY: opens, writes and closes files that nobody watches, flat out. Prints the microseconds of CPU each took.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const operations = 100_000;
const names = Array.from({ length: 100 }, (_, index) => join(process.argv[2], `foreign-${index}`));
for (const name of names) writeFileSync(name, 'x');
const start = process.cpuUsage();
for (let index = 0; index < operations; index += 1) {
  const file = openSync(names[index % names.length], 'r+');
  writeSync(file, 'x', 0);
  closeSync(file);
}
const { user, system } = process.cpuUsage(start);
process.stdout.write(`${(user + system) / operations}\n`);
