import { z } from 'zod';

const path = z
  .string()
  .transform((text) => text.replace(/\/{2,}/g, '/'))
  .superRefine((text, ctx) => {
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', message });
    if (text.includes('\0')) refuse('Must not hold a NUL character');
    else if (!text.startsWith('/')) refuse(`Write an absolute path; "${text}" does not begin with a slash`);
    else if (text.split('/').some((name) => name === '.' || name === '..'))
      refuse('Must not hold "." or ".."; write the path that they lead to');
  });

const mode = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? 'Must be quoted, like "0644": YAML may read a bare number as decimal'
        : 'Must be octal digits in quotes, like "0644"',
  })
  .superRefine((text, ctx) => {
    if (/^(0o?)?[0-7]{1,4}$/.test(text)) return;
    const message = /^[ugoa]*[-+=]/.test(text)
      ? `Must be octal digits, like "0644"; symbolic modes ("${text}") are not understood`
      : `Must be up to four octal digits, like "0644" or "2755"; "${text}" is not`;
    ctx.addIssue({ code: 'custom', message });
  })
  .transform((text) => Number.parseInt(text.replace(/^0o/, ''), 8));

/** The largest id; the one above it means "leave as it is" to the kernel. */
const largestId = 0xff_ff_ff_fe;
const notAnAccount = `Must be a name, or an id from 0 to ${largestId}`;

const account = z
  .union([z.string(), z.number()], notAnAccount)
  .transform((value) => (/^\d+$/.test(String(value)) ? Number(value) : value))
  .refine(
    (value) => (typeof value === 'number' ? isId(value) : /^[^-:/\s][^:/\n\0]*$/.test(value)),
    notAnAccount,
  );

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= largestId;
}

export const fileParams = z
  .strictObject({
    path: path.describe(
      'The absolute path; the name of the resource when left out. With a trailing slash: a directory, without: a regular file',
    ),
    state: z
      .enum(['exists', 'absent', 'undefined'])
      .default('exists')
      .describe('undefined: neither made nor removed; what else is declared is kept while it is there'),
    content: z
      .string()
      .optional()
      .describe('The whole content of a file, as text; a new file without it is empty'),
    mode: mode
      .optional()
      .describe(
        'Permissions in octal, as text: "0644", or "2755" with the set-group-id bit. Without it: not managed',
      ),
    owner: account.optional().describe('The owning user, by name or id. Without it: not managed'),
    group: account.optional().describe('The owning group, by name or id. Without it: not managed'),
  })
  .superRefine((params, ctx) => {
    const refuse = (param: keyof typeof params, message: string) =>
      ctx.addIssue({ code: 'custom', path: [param], message });

    if (params.state === 'absent') {
      for (const param of ['content', 'mode', 'owner', 'group'] as const) {
        if (params[param] !== undefined)
          refuse(param, 'Goes with a file that is there; this one is to be absent');
      }
      if (params.path === '/') refuse('state', 'The root directory is never removed');
    } else if (isDirectoryPath(params.path) && params.content !== undefined) {
      refuse(
        'content',
        'A directory has no content; leave out the trailing slash of the path if a file is meant',
      );
    }
  });

export type FileParams = z.output<typeof fileParams>;

export function isDirectoryPath(path: string): boolean {
  return path.endsWith('/');
}

/** As system calls want it: with a trailing slash they would follow a link. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
