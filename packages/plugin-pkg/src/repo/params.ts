import { z } from 'zod';

/** apt reads no file in sources.list.d whose name holds anything else. */
const name = z
  .string()
  .max(100, 'Take a name of at most 100 characters')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    'Write letters, digits, "_", "." and "-"; the name is that of a file',
  );

/** A word of a line in the sources file: it must not begin another one. */
const word = z
  .string()
  .regex(/^[!-~]+$/, 'Write a word: no blanks, no line breaks, ASCII only')
  .refine((text) => !text.includes('$('), 'Write the architecture out; apt would put it in for "$(ARCH)"');

const uri = word
  .regex(/^[a-z][a-z0-9+.-]*:/, 'Write a whole address, such as https://deb.debian.org/debian')
  .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), {
    message: 'Everybody may read it here: write the password into /etc/apt/auth.conf.d instead',
  });

/** That of Debian's archive has 56 KiB. */
export const largestKey = 1_000_000;

const armored = z
  .string()
  .max(largestKey, 'A key has less than a megabyte')
  .refine(
    (text) => /^\s*-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n.*-----END PGP PUBLIC KEY BLOCK-----/s.test(text),
    {
      message: 'Write the public key as text: "-----BEGIN PGP PUBLIC KEY BLOCK-----" and what follows',
    },
  );

export const repoParams = z
  .strictObject({
    name: name.describe('The name of the files; the name of the resource when left out'),
    state: z
      .enum(['exists', 'absent'])
      .default('exists')
      .describe('absent: the repository and its key are removed'),
    uris: z.array(uri).min(1).optional().describe('Where it is, at one or several addresses'),
    suites: z
      .array(word)
      .min(1)
      .optional()
      .describe('The suites of each address; one that ends with a slash is a path, and has no components'),
    components: z.array(word).default([]).describe('The components of each suite'),
    types: z
      .array(z.enum(['deb', 'deb-src']))
      .min(1)
      .default(['deb'])
      .describe('Packages to install, their sources, or both'),
    architectures: z
      .array(word)
      .min(1)
      .optional()
      .describe("Of these architectures only. Without it: of all of the machine's"),
    key: armored.optional().describe('The key that signs it, as text. No other key is trusted for it'),
    keyFile: z
      .string()
      .regex(/^\/[^\0]*[^/\0]$/, 'Write the absolute path of a file')
      .optional()
      .describe('A file of this machine that holds the key, as text or not. It is copied'),
    trusted: z
      .boolean()
      .default(false)
      .describe(
        'Whether what it has is installed without any signature. Whoever can change it on its way owns the machine',
      ),
    enabled: z.boolean().default(true).describe('false: it is written down, and apt does not use it'),
  })
  .superRefine((params, ctx) => {
    for (const [path, message] of contradictions(params))
      ctx.addIssue({ code: 'custom', path: [path], message });
  });

export type RepoParams = z.output<typeof repoParams>;

function contradictions(params: {
  readonly state: string;
  readonly uris?: readonly string[] | undefined;
  readonly suites?: readonly string[] | undefined;
  readonly components: readonly string[];
  readonly key?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly trusted: boolean;
}): [path: string, message: string][] {
  const { state, uris, suites, components, key, keyFile, trusted } = params;
  const found: [string, string][] = [];
  if (state === 'exists' && !uris) found.push(['uris', 'Say where the repository is']);
  if (state === 'exists' && !suites)
    found.push(['suites', 'Name a suite, such as "bookworm", or a path, such as "./"']);
  if (suites) {
    const paths = suites.filter((suite) => suite.endsWith('/'));
    if (paths.length > 0 && components.length > 0)
      found.push(['components', `"${paths[0]}" is a path, and has no components`]);
    if (paths.length < suites.length && components.length === 0)
      found.push(['components', 'A suite has components, such as "main"; a path ends with a slash']);
  }
  if (key !== undefined && keyFile !== undefined) found.push(['keyFile', 'Take either key or keyFile']);
  if (trusted && (key !== undefined || keyFile !== undefined))
    found.push(['trusted', 'With a key it is checked; trusted: true would leave that out']);
  return found;
}
