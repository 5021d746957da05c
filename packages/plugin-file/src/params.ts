import { z } from 'zod';
import { accountParam } from './account-param.ts';
import { modeParam } from './mode/mode-param.ts';
import { absolutePath, pathText, whatIsWrong } from './path-param.ts';
import { refuseContradictions } from './refuse-contradictions.ts';

const unmanaged = 'Without it: not managed';

export const fileParams = z
  .strictObject({
    path: pathText.describe(
      'The absolute path; the name of the resource when left out. With a trailing slash: a directory, without: a regular file or a link',
    ),
    dirname: pathText
      .refine((text) => text.endsWith('/'), 'Must end with a slash, like "/etc/app/"')
      .optional()
      .describe('Takes the place of the directory in path; ends with a slash'),
    basename: pathText
      .refine((text) => /^[^/]/.test(text), 'Must be a name, like "app.conf", and not begin with a slash')
      .optional()
      .describe('Takes the place of the last name in path; with a trailing slash: a directory'),
    state: z
      .enum(['exists', 'absent', 'undefined'])
      .default('exists')
      .describe('undefined: neither made nor removed; what else is declared is kept while it is there'),
    content: z
      .string()
      .optional()
      .describe('The whole content of a file, as text; a new file without any content is empty'),
    source: pathText
      .refine((text) => text !== '', 'Must not be empty')
      .optional()
      .describe(
        'A file or (with a trailing slash) a directory to copy from, by its absolute path. With symlink: where the link leads, any text',
      ),
    fragments: z
      .array(absolutePath)
      .min(1, 'Name at least one file')
      .optional()
      .describe(
        'Files that are joined in this order; a directory (with a trailing slash) gives its plain files in the order of their names',
      ),
    template: z
      .string()
      .optional()
      .describe(
        'The content as a Liquid template: its text, or an absolute path of a file that ends in .liquid',
      ),
    vars: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('What the template can name; a name that is not here is an error'),
    mode: modeParam
      .optional()
      .describe(
        `Permissions in octal, as text ("0644", or "2755" with the set-group-id bit), or as chmod has them ("u=rwX,go-w"). ${unmanaged}`,
      ),
    owner: accountParam.optional().describe(`The owning user, by name or id. ${unmanaged}`),
    group: accountParam.optional().describe(`The owning group, by name or id. ${unmanaged}`),
    selinux: z
      .string()
      .regex(/^[^-\s\0][^\s\0]*$/, 'Must be a context, like "system_u:object_r:etc_t:s0"')
      .optional()
      .describe(`The SELinux context. ${unmanaged}`),
    recurse: z
      .boolean()
      .default(false)
      .describe(
        'For a directory: make those on the way to it, copy a source directory, or remove it with all that is in it',
      ),
    purge: z
      .boolean()
      .default(false)
      .describe('Remove everything in the directory that no resource keeps. Needs recurse'),
    force: z
      .boolean()
      .default(false)
      .describe(
        'Replace what is of another type: a directory by a file, a file by a directory, anything by a link',
      ),
    symlink: z.boolean().default(false).describe('The path is a symbolic link that leads to source'),
    backup: z
      .union([
        z.boolean(),
        z.string().regex(/^[^/\0]+$/, 'Must be true, or a suffix without a slash, like ".old"'),
      ])
      .transform((value) => (value === true ? '.bak' : value === false ? undefined : value))
      .optional()
      .describe(
        'Keep what is replaced or removed beside it, with this suffix (true: ".bak"). What lies there and is no backup of ours is never replaced',
      ),
    secret: z
      .boolean()
      .default(false)
      .describe('Show the content to nobody. It is secret anyway when not everybody may read the file'),
  })
  .overwrite((params) => (isComposed(params) ? { ...params, path: composedPath(params) } : params))
  .superRefine((params, ctx) => {
    const wrong = whatIsWrong(params.path);
    if (wrong) ctx.addIssue({ code: 'custom', path: ['path'], message: wrong });
    else
      refuseContradictions(params, (param, message) =>
        ctx.addIssue({ code: 'custom', path: [param], message }),
      );
  });

export type FileParams = z.output<typeof fileParams>;

interface PathParts {
  readonly path: string;
  readonly dirname?: string | undefined;
  readonly basename?: string | undefined;
}

function isComposed({ dirname, basename }: PathParts): boolean {
  return dirname !== undefined || basename !== undefined;
}

function composedPath({ path, dirname, basename }: PathParts): string {
  const slash = withoutSlash(path).lastIndexOf('/');
  return (dirname ?? path.slice(0, slash + 1)) + (basename ?? path.slice(slash + 1));
}

export function isDirectoryPath(path: string): boolean {
  return path.endsWith('/');
}

/** As system calls want it: with a trailing slash they would follow a link. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
