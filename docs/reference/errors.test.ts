import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

test('errors.md has one heading for each code in the packages', () => {
  const packages = new URL('packages/', root);
  const files = readdirSync(packages).flatMap((name) => {
    const source = new URL(`${name}/src/`, packages);
    const inside = readdirSync(source, { encoding: 'utf8', recursive: true });
    return inside.filter((path) => /(^|\/)errors\.ts$/.test(path)).map((path) => new URL(path, source));
  });
  const sources = files.map((file) => readFileSync(file, 'utf8'));
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/'([A-Z]+(?:_[A-Z0-9]+)+)'/g)].map((match) => match[1]!),
  );
  const reference = readFileSync(new URL('errors.md', import.meta.url), 'utf8');
  const headings = [...reference.matchAll(/^### (.+)$/gm)].map((match) => match[1]!);
  expect(codes.length).toBeGreaterThan(50);
  expect(headings.sort()).toEqual([...new Set(codes)].sort());
});
