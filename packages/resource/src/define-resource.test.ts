import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { contractVersion, definePlugin, defineResource, type Services, serviceToken } from './index.ts';

describe('defineResource', () => {
  test('types every hook by the params schema, defaults filled in', () => {
    const resource = defineResource({
      kind: 'sized',
      description: 'Has a size',
      params: z.strictObject({ size: z.coerce.number().default(1), tags: z.array(z.string()).optional() }),
      check(params, ctx) {
        expectTypeOf(params).toEqualTypeOf<{ size: number; tags?: string[] | undefined }>();
        expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
        return [];
      },
      apply(changes, params) {
        expectTypeOf(changes[0]!.property).toEqualTypeOf<string>();
        expectTypeOf(params.size).toEqualTypeOf<number>();
      },
      watch: (params, notify) => {
        expectTypeOf(params.size).toEqualTypeOf<number>();
        expectTypeOf(notify).toEqualTypeOf<() => void>();
        return undefined;
      },
      groupable: {
        key: ({ size }) => String(size),
        checkAll: async (members) => {
          expectTypeOf(members[0]!.params.size).toEqualTypeOf<number>();
          return [];
        },
      },
    });
    expect(resource.params.parse({})).toEqual({ size: 1 });
    // @ts-expect-error: the hooks of a resource don't take params of another shape
    const misuse = () => resource.check?.({ size: 'big' }, undefined as never);
    expectTypeOf(misuse).toBeFunction();
  });
});

describe('definePlugin', () => {
  test('keeps what the compiler knows of each kind', () => {
    const sized = defineResource({
      kind: 'sized',
      description: 'Has a size',
      params: z.strictObject({ size: z.coerce.number<string>() }),
      namevar: 'size',
    });
    const { resources } = definePlugin({ name: 'homeostat-plugin-sized', resources: [sized] });
    expectTypeOf(resources[0].kind).toEqualTypeOf<'sized'>();
    expectTypeOf(resources[0].namevar).toEqualTypeOf<'size' | undefined>();
    expectTypeOf<z.input<(typeof resources)[0]['params']>>().toEqualTypeOf<{ size: string }>();
  });

  test('stamps the version of the contract', () => {
    expect(definePlugin({ name: 'p', resources: [] })).toEqual({
      name: 'p',
      resources: [],
      contract: contractVersion,
    });
  });
});

describe('serviceToken', () => {
  test('carries the type of its service, and is equal for one name', () => {
    const token = serviceToken<{ answer: number }>('answers');
    expect(serviceToken('answers')).toBe(token);
    const services: Services = { get: () => ({ answer: 42 }) as never };
    expectTypeOf(services.get(token)).toEqualTypeOf<{ answer: number }>();
  });
});
