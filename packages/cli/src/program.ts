import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Build } from './build.ts';
import { check } from './commands/check.ts';
import { chooseFile } from './commands/choose-file.ts';
import { problemsOf } from './commands/problems-of.ts';
import { run } from './commands/run.ts';
import { validate } from './commands/validate.ts';
import { graphFormats } from './graph/graph-format.ts';
import { logLevels } from './output/log-level.ts';
import { type Output, processOutput } from './output/output.ts';
import { problemText } from './view/problem-text.ts';

/**
 * Reads the arguments and does what they ask for. Returns the exit code. What it throws is a bug.
 *
 * What few calls need is imported when one does, so that the others don't wait for it.
 */
export async function runProgram(
  args: readonly string[],
  build: Build,
  output: Output = processOutput(),
): Promise<number> {
  let exitCode = 0;

  const program = new Command('homeostat')
    .description('Keeps a Linux machine in the state you declared')
    .version(build.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => output.note(text, 'error'),
    })
    .showHelpAfterError('See homeostat --help');

  program
    .command('run')
    .description('bring the machine into the declared state and keep it there')
    .argument('[file]', 'what is declared: YAML, JSON, TypeScript or JavaScript')
    .option('-f, --file <file>', 'the same as the argument')
    .option(
      '--converged-timeout <seconds>',
      'end once nothing has been left to do for so long',
      wholeNumber(0),
    )
    .option('--noop', 'only tell what would change')
    .option('--sema <number>', 'put at most so many resources right at once', wholeNumber(1))
    .option('--no-watch', 'do not follow changes of the file')
    .option('--graphviz <file>', 'write the graph to this file, as dot, whenever it changes')
    .addOption(plugin())
    .addOption(state())
    .addOption(json())
    .addOption(logLevel())
    .addHelpText('after', runExitCodes)
    .action(async (argument, { file, ...options }) => {
      exitCode = await run(chooseFile(argument, file), options, build, output);
    });

  program
    .command('check')
    .description('tell what differs, without touching anything')
    .argument('<file>', 'what is declared: YAML, JSON, TypeScript or JavaScript')
    .addOption(plugin())
    .addOption(state())
    .addOption(json())
    .addOption(logLevel())
    .addHelpText('after', checkExitCodes)
    .action(async (file, options) => {
      exitCode = await check(file, options, build, output);
    });

  program
    .command('validate')
    .description('tell all that is wrong with a file')
    .argument('<file>', 'what is declared: YAML, JSON, TypeScript or JavaScript')
    .addOption(plugin())
    .action(async (file, options) => {
      exitCode = await validate(file, options, build, output);
    });

  program
    .command('graph')
    .description('print the graph, with automatic edges and units')
    .argument('<file>', 'what is declared: YAML, JSON, TypeScript or JavaScript')
    .addOption(new Option('--format <format>', 'what to print').choices(graphFormats).default('dot'))
    .addOption(plugin())
    .action(async (file, options) => {
      const { graph } = await import('./commands/graph.ts');
      exitCode = await graph(file, options, build, output);
    });

  program
    .command('explain')
    .description('tell what a kind of resource takes')
    .argument('[kind]', 'a kind, or meta for what every resource takes; without it: all kinds')
    .addOption(plugin())
    .option('--json', 'print the JSON Schema of what it takes')
    .action(async (kind, options) => {
      const { explain } = await import('./commands/explain.ts');
      exitCode = await explain(kind, options, build, output);
    });

  program
    .command('schema')
    .description('print the JSON Schema of a whole file, for editors')
    .addOption(plugin())
    .action(async (options) => {
      const { schema } = await import('./commands/schema.ts');
      exitCode = await schema(options, build, output);
    });

  program
    .command('status')
    .description('ask the run that has the state directory how things are')
    .addOption(state())
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', statusExitCodes)
    .action(async (options) => {
      const { status } = await import('./commands/status.ts');
      exitCode = await status(options, output);
    });

  program
    .command('doctor')
    .description('tell what works on this machine, and how files are watched')
    .argument('[file]', 'what is declared: its paths are looked at; without it: the usual ones')
    .addOption(plugin())
    .addOption(state())
    .option('--json', 'print each finding as JSON, one a line')
    .action(async (file, options) => {
      const { doctor } = await import('./commands/doctor.ts');
      exitCode = await doctor(file, options, build, output);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    for (const problem of problemsOf(error)) output.note(`${problemText(problem)}\n`, 'error');
    return 1;
  }
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`It is a whole number, at least ${least}.`);
    }
    return Number(text);
  };
}

function plugin(): Option {
  return new Option(
    '--plugin <name>',
    'bring in the kinds of this plugin, a package or a path; may be repeated',
  ).argParser<readonly string[]>((name, before = []) => [...before, name]);
}

function state(): Option {
  return new Option('--state <directory>', 'where to remember things between runs');
}

function json(): Option {
  return new Option('--json', 'print events as JSON, one a line');
}

function logLevel(): Option {
  return new Option('--log-level <level>', 'log this and what is worse, on stderr')
    .choices(logLevels)
    .default('warn');
}

const runExitCodes = `
Exit codes, at the end of --converged-timeout or after SIGINT or SIGTERM:
  0      everything is in state
  1      something is failed or blocked, or the file has errors
  128+n  signal n came, and not everything was in state
A signal lets what runs come to its end; a second one aborts it, a third one kills it.
SIGHUP, away from a terminal, has the file read anew.
`;

const checkExitCodes = `
Exit codes: 0 everything is in state, 1 something is wrong, 2 something would change
`;

const statusExitCodes = `
Exit codes: 0 everything is in state or at work, 1 something is failed or blocked, or there is no answer, 3 nothing runs
`;
