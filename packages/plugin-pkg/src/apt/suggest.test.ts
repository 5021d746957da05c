import { expect, test } from 'vitest';
import { providersIn } from './suggest.ts';

const awk = `Package: awk
Versions: 

Reverse Depends: 
  base-files,awk
Dependencies: 
Provides: 
Reverse Provides: 
original-awk 2022-09-12-1 (= )
mawk 1.3.4.20200120-3.1 (= )
mawk 1.3.4.20200120-3.1 (= )
`;

test('providersIn reads what apt-cache showpkg writes', () => {
  expect(providersIn(awk)).toEqual(['original-awk', 'mawk']);
  expect(providersIn(awk.slice(0, awk.indexOf('original')))).toEqual([]);
  expect(providersIn('')).toEqual([]);
});
