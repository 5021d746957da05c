import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AutomaticPackages } from './automatic-packages.ts';

test('AutomaticPackages are those that are marked so, as of now', () => {
  const directory = mkdtempSync(join(tmpdir(), 'apt-'));
  const path = join(directory, 'extended_states');
  const automatic = new AutomaticPackages(path);
  expect([...automatic.read()]).toEqual([]);
  const stanza = (name: string, mark: number) =>
    `Package: ${name}\nArchitecture: amd64\nAuto-Installed: ${mark}\n\n`;
  writeFileSync(path, stanza('a', 1) + stanza('b', 0) + stanza('c', 1));
  expect([...automatic.read()]).toEqual(['a:amd64', 'c:amd64']);
  writeFileSync(path, stanza('a', 1) + stanza('b', 1));
  expect([...automatic.read()]).toEqual(['a:amd64', 'b:amd64']);
  rmSync(directory, { recursive: true });
});
