import { z } from 'zod';
import { shellSyntax } from './command-line.ts';

// The kernel takes words that end at the first NUL.
const text = z.string().refine((value) => !value.includes('\0'), 'Must not hold a NUL character');
const absolute = text.refine((value) => value.startsWith('/'), 'Write an absolute path');
const shell = z.union([z.literal(true), absolute]);

/**
 * The longest `timeout`: Node's timers hold 2^31 milliseconds and fire at once beyond that.
 *
 * @unit seconds
 */
const longestTimeout = 2_000_000;

export const execParams = z
  .strictObject({
    cmd: text.describe(
      'The command; the name of the resource when left out. Split at white space, without quoting; with args: the program as it stands; with shell: what the shell is given',
    ),
    args: z.array(text).optional().describe('The words after the program, each as it stands; not with shell'),
    shell: shell
      .optional()
      .describe('The shell that runs cmd as "SHELL -c CMD"; true: /bin/sh. Without it: no shell'),
    cwd: absolute.default('/').describe('The directory the command runs in'),
    env: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Write letters, digits and "_", no digit first'),
        text,
      )
      .default({})
      .describe(
        'Variables beside PATH, HOME and LANG, for the command and its guard. Nothing else is inherited. The values are never shown',
      ),
    timeout: z
      .number()
      .min(0)
      .max(longestTimeout)
      .default(0)
      .describe('Seconds after which the command is ended and has failed; 0: never'),
    ifcmd: text
      .optional()
      .describe(
        'The guard: the command is needed when this exits with 0. Once the command has done its work this must exit with something else, or the resource has failed',
      ),
    ifshell: shell.optional().describe('The shell that runs ifcmd, as shell does for cmd'),
    ifcwd: absolute.optional().describe('The directory ifcmd runs in; that of the command when left out'),
    creates: absolute
      .optional()
      .describe('What the command makes: as long as something is at this path, the command is not needed'),
  })
  .superRefine((params, ctx) => {
    const refuse = (param: keyof typeof params, message: string) =>
      ctx.addIssue({ code: 'custom', path: [param], message });

    const { cmd, args, shell, ifcmd, ifshell, ifcwd } = params;
    if (cmd.trim() === '') refuse('cmd', nothingToRun);
    else if (args !== undefined) {
      if (shell !== undefined)
        refuse('args', 'A shell takes no args: write them into cmd, or leave out shell');
    } else if (shell === undefined && shellSyntax(cmd)) {
      refuse('cmd', `${wantsShell(cmd)}: set shell: true, or write the program in cmd and its words in args`);
    }

    if (ifcmd === undefined) {
      if (ifshell !== undefined) refuse('ifshell', 'There is no ifcmd for this shell to run');
      if (ifcwd !== undefined) refuse('ifcwd', 'There is no ifcmd to run here');
    } else if (ifcmd.trim() === '') refuse('ifcmd', nothingToRun);
    else if (ifshell === undefined && shellSyntax(ifcmd))
      refuse('ifcmd', `${wantsShell(ifcmd)}: set ifshell: true`);
  });

export type ExecParams = z.output<typeof execParams>;

const nothingToRun = 'There is no command in this';

function wantsShell(cmd: string): string {
  return `Only a shell understands ${shellSyntax(cmd)}`;
}
