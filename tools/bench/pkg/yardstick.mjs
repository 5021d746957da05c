// The least that a Node program can do: reads dpkg's status, and tells which of the packages are installed.
import { readFileSync } from 'node:fs';

const versions = new Map();
for (const stanza of readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n')) {
  const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
  if (field('Status') === 'install ok installed') versions.set(field('Package'), field('Version'));
}
const missing = process.argv.slice(2).filter((name) => !versions.has(name));
if (missing.length > 0) throw new Error(`Not installed: ${missing.join(', ')}`);
