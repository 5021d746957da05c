import { test } from 'vitest';
import { contractApi } from '../../tools/reference/contract-api.ts';
import { expectPage } from '../../tools/reference/expect-page.ts';

test('api.md of resource shows all that the package exports', () => {
  expectPage('packages/resource/api.md', contractApi());
});
