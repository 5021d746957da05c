import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askName } from './ask-name.ts';
import { type CreatedPlugin, createInWorkspace, createStandalone } from './create-plugin.ts';
import { argumentsInvalid } from './errors.ts';
import { Refusal } from './refusal.ts';

const help = `create-homeostat-plugin [NAME]

Makes a package of the name NAME in a folder below this one, with a kind that works and its tests.

  --workspace DIR  make packages/plugin-NAME in the workspace of Homeostat at DIR instead
  --help           show this
`;

/** The whole command. Returns its exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    const { name, workspace, wantsHelp } = readArguments(args);
    if (wantsHelp) process.stdout.write(help);
    else if (workspace === undefined)
      tellStandalone(await createStandalone(process.cwd(), name ?? (await askName())));
    else tellInWorkspace(await createInWorkspace(resolve(workspace), name ?? (await askName())));
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n  ${error.hint}\n`);
    return 1;
  }
}

function readArguments(args: readonly string[]) {
  const options = { workspace: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) throw new Error(`One name is wanted, and here are ${positionals.length}`);
    return { name: positionals[0], workspace: values.workspace, wantsHelp: values.help === true };
  } catch (error) {
    throw argumentsInvalid((error as Error).message);
  }
}

function tellStandalone({ name, folder }: CreatedPlugin): void {
  process.stdout.write(`${folder} is ready: the package ${name.package} with the kind ${name.kind}.

  cd ${name.folder}
  npm install
  npm test
  npm run build
  npx homeostat run example.yaml --converged-timeout 0
`);
}

function tellInWorkspace({ name, folder }: CreatedPlugin): void {
  process.stdout.write(`${folder} is ready: the package ${name.package} with the kind ${name.kind}.

Link it with npm install, format it with npm run format, and list it:
  tsconfig.json            { "path": "packages/${name.folder}" }
  .dependency-cruiser.cjs  '${name.folder}': ['resource'] in mayImport, ['resource-testing', 'watcher'] in testsMayImport
  packages/cli             in package.json, tsconfig.json and src/main.ts, to have it in the command
`);
}
