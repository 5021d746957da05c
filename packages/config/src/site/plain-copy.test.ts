import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainCopy } from './plain-copy.ts';

function copied(value: unknown): { readonly copy: unknown; readonly told: unknown[] } {
  const told: unknown[] = [];
  return { copy: plainCopy(value, (path, is) => told.push([path.join('.'), is])), told };
}

test('plainCopy copies data as it is, and shares nothing with it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const before = JSON.stringify(value);
      const { copy, told } = copied(value);
      expect(told).toEqual([]);
      expect(JSON.stringify(copy)).toBe(before);
      if (typeof copy === 'object' && copy !== null) expect(copy).not.toBe(value);
    }),
  );
});

test('plainCopy takes a key without a value for one that is not there', () => {
  expect(copied({ a: undefined, b: { c: undefined } })).toStrictEqual({ copy: { b: {} }, told: [] });
});

test('plainCopy keeps the key __proto__, for others to refuse', () => {
  const { copy } = copied(JSON.parse('{"__proto__": {"a": 1}}'));
  expect(Object.keys(copy as object)).toEqual(['__proto__']);
});

test('plainCopy takes what is written twice for two', () => {
  const shared = { a: 1 };
  expect(copied([shared, shared])).toEqual({ copy: [{ a: 1 }, { a: 1 }], told: [] });
});

const circular: unknown[] = [];
circular.push({ list: circular });

test.each([
  [{ a: () => 1 }, 'a', 'function'],
  [{ a: class {} }, 'a', 'function'],
  [{ a: [1, Promise.resolve(2)] }, 'a.1', 'promise'],
  [{ a: new Date(0) }, 'a', 'date'],
  [{ a: Buffer.from('x') }, 'a', 'bytes'],
  [{ a: new Map() }, 'a', 'object'],
  [{ a: new URL('file:///x') }, 'a', 'object'],
  [{ a: Object.create({ b: 1 }) }, 'a', 'object'],
  [{ a: Symbol('x') }, 'a', 'other'],
  [{ a: 1n }, 'a', 'other'],
  [{ a: circular }, 'a.0.list', 'circular'],
])('plainCopy tells of what is not data, and leaves it out: %#', (value, path, is) => {
  const { copy, told } = copied(value);
  expect(told).toEqual([[path, is]]);
  expect(() => structuredClone(copy)).not.toThrow();
});
