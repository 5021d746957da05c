import { z } from 'zod';
import { parseMode } from './parse-mode.ts';

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
      return parseMode(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      ctx.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
