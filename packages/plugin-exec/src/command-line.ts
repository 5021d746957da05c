/** A program with its words, as the kernel is given them. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** How a person is told of it. */
  readonly text: string;
}

interface CommandParams {
  readonly cmd: string;
  readonly args?: readonly string[] | undefined;
  readonly shell?: string | true | undefined;
}

/** Only a shell gives these a meaning. `[`, `!` and braces are not among them: they stand in a plain `[ ! -e x ]`. */
const shellCharacters = /['"|&;<>()$`\\*?~#\n]/;

/** What in `cmd` wants a shell, as it is to be shown; `undefined`: nothing. */
export function shellSyntax(cmd: string): string | undefined {
  const found = shellCharacters.exec(cmd)?.[0];
  return found === '\n' ? 'a line break' : found;
}

export function parseCommand({ cmd, args, shell }: CommandParams): Command {
  if (shell !== undefined)
    return { program: shell === true ? '/bin/sh' : shell, args: ['-c', cmd], text: cmd.trim() };
  if (args !== undefined) return { program: cmd, args, text: [cmd, ...args].map(quote).join(' ') };
  const words = cmd.trim().split(/\s+/);
  return { program: words[0]!, args: words.slice(1), text: words.join(' ') };
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
