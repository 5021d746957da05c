import { describe, expect, test } from 'vitest';
import { metaSchema } from './meta.ts';

describe('metaSchema', () => {
  test('has a default for everything but the limit', () => {
    expect(metaSchema.parse({})).toEqual({
      noop: false,
      retry: 0,
      delay: 0,
      timeout: 0,
      poll: 0,
      burst: 1,
      sema: [],
      autoedge: true,
      autogroup: true,
      hidden: false,
    });
  });

  test('describes every parameter', () => {
    for (const [name, schema] of Object.entries(metaSchema.shape))
      expect(schema.description, name).toBeTruthy();
  });

  test.each([
    { retry: -2 },
    { retry: 1.5 },
    { delay: -1 },
    { poll: -2 },
    { limit: 0 },
    { burst: 0 },
    { sema: ['3'] },
    { sema: [''] },
    { noop: 'yes' },
    { reverse: true },
  ])('refuses %j', (meta) => {
    expect(metaSchema.safeParse(meta).success).toBe(false);
  });
});
