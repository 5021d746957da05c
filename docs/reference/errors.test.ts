import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

test('errors.md has one heading for each code in the packages', () => {
  const files = readdirSync(new URL('packages/', root)).map(
    (name) => new URL(`packages/${name}/src/errors.ts`, root),
  );
  const sources = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/'([A-Z]+(?:_[A-Z0-9]+)+)'/g)].map((match) => match[1]!),
  );
  const reference = readFileSync(new URL('errors.md', import.meta.url), 'utf8');
  const headings = [...reference.matchAll(/^### (.+)$/gm)].map((match) => match[1]!);
  expect(codes.length).toBeGreaterThan(50);
  expect(headings.sort()).toEqual([...new Set(codes)].sort());
});
