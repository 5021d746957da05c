import { z } from 'zod';

/** Text without NUL, its slashes not doubled. */
export const pathText = z
  .string()
  .transform((text) => (text.includes('//') ? text.replace(/\/{2,}/g, '/') : text))
  .refine((text) => !text.includes('\0'), 'Must not hold a NUL character');

/** An absolute path. A trailing slash is kept: it means a directory. */
export const absolutePath = pathText.superRefine((text, ctx) => {
  const wrong = whatIsWrong(text);
  if (wrong) ctx.addIssue({ code: 'custom', message: wrong });
});

export function whatIsWrong(path: string): string | undefined {
  if (!path.startsWith('/')) return `Write an absolute path; "${path}" does not begin with a slash`;
  if (/\/\.\.?(?:\/|$)/.test(path)) return 'Must not hold "." or ".."; write the path that they lead to';
  return undefined;
}
