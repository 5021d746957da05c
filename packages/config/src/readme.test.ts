import { readFileSync } from 'node:fs';
import { formatProblem, formatRef } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

test('the example of the README is read without a problem', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example] = /```yaml\n(.*?)```/s.exec(readme)!;
  const { declarations, problems, warnings } = parseConfig(example!, 'README.md');
  expect([...problems, ...warnings].map(formatProblem)).toEqual([]);
  expect(declarations.resources.map(formatRef)).toEqual([
    'pkg[nginx]',
    'pkg[cowsay]',
    'pkg[sl]',
    'pkg[powertop]',
    'pkg[jq]',
    'file[/etc/nginx/nginx.conf]',
    'svc[nginx]',
  ]);
  expect(declarations.edges).toHaveLength(4);
});
