import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtInKinds } from '../../tools/reference/built-in-kinds.ts';
import { expectPage } from '../../tools/reference/expect-page.ts';
import { kindPage, metaPage } from '../../tools/reference/kind-page.ts';

const kinds = await builtInKinds();

test.each(kinds)('the page of $kind says what its schema says', (kind) => {
  expectPage(`docs/reference/kinds/${kind.kind}.md`, kindPage(kind));
});

test('the page of the meta parameters says what their schema says', () => {
  expectPage('docs/reference/kinds/meta.md', metaPage());
});

test('there is no page of a kind that is gone', () => {
  const pages = ['meta', ...kinds.map(({ kind }) => kind)].map((name) => `${name}.md`);
  expect(readdirSync(new URL('kinds/', import.meta.url)).sort()).toEqual(pages.sort());
});
