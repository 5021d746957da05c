import { z } from 'zod';

/** Text without NUL, its slashes not doubled. */
export const pathText = z
  .string()
  .transform((text) => text.replace(/\/{2,}/g, '/'))
  .refine((text) => !text.includes('\0'), 'Must not hold a NUL character');

/** An absolute path. A trailing slash is kept: it means a directory. */
export const absolutePath = pathText.superRefine((text, ctx) => {
  const wrong = whatIsWrong(text);
  if (wrong) ctx.addIssue({ code: 'custom', message: wrong });
});

export function whatIsWrong(path: string): string | undefined {
  if (!path.startsWith('/')) return `Write an absolute path; "${path}" does not begin with a slash`;
  if (path.split('/').some((name) => name === '.' || name === '..'))
    return 'Must not hold "." or ".."; write the path that they lead to';
  return undefined;
}
