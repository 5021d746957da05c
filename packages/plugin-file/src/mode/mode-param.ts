import { z } from 'zod';
import type { ModeSpec } from './mode-spec.ts';
import { parseMode } from './parse-mode.ts';

/** Thousands of files have a handful of modes. */
const parsed = new Map<string, ModeSpec>();

/** A mode as users write it. */
export const modeParam = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? 'Must be quoted, like "0644": YAML may read a bare number as decimal'
        : 'Must be text in quotes, like "0644" or "u=rwX,go=rX"',
  })
  .transform((text, ctx) => {
    try {
      const spec = parsed.get(text) ?? parseMode(text);
      parsed.set(text, spec);
      return spec;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      ctx.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
