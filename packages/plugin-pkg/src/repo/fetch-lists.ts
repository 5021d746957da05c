import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, type ResourceContext } from '@homeostat/resource';
import { optionArguments } from '../apt/apt-arguments.ts';
import { run } from '../apt/apt-get.ts';
import { ask } from '../apt/ask.ts';
import { makeOwnDirectory } from '../apt/make-own-directory.ts';
import type { Wanted } from './differences.ts';
import { contradicted } from './errors.ts';
import type { RepoParams } from './params.ts';
import type { Places } from './places.ts';
import { sourceText } from './source-text.ts';

/**
 * Fetches the lists of one repository that is not declared to apt yet. Rejects when apt could not use it: then nothing on the
 * machine refers to it, and apt goes on with what there was.
 */
export async function fetchLists(
  params: RepoParams,
  wanted: Wanted,
  places: Places,
  lockSeconds: number,
  ctx: ResourceContext,
  signal: AbortSignal,
): Promise<void> {
  const directory = makeOwnDirectory();
  try {
    // Apt fetches as a user of its own, who has to read it.
    chmodSync(directory, 0o755);
    await refuseContradiction(params, wanted, places, directory, signal);
    await fetchFrom(params, wanted, places, directory, lockSeconds, ctx, signal);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Two definitions of one address and suite that differ make apt refuse all its sources. */
async function refuseContradiction(
  params: RepoParams,
  { source }: Wanted,
  places: Places,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const parts = join(directory, 'parts');
  const ours = `${params.name}.sources`;
  mkdirSync(parts);
  for (const name of existsSync(places.parts) ? readdirSync(places.parts) : [])
    if (name !== ours) symlinkSync(join(places.parts, name), join(parts, name));
  writeFileSync(join(parts, ours), source);
  // Without any list: what is wrong with those is found, and told better, when they are fetched.
  const noLists = join(directory, 'lists');
  mkdirSync(noLists);
  const options = { ...places.options, 'Dir::Etc::sourceparts': parts, 'Dir::State::Lists': noLists };
  try {
    await ask('apt-get', [...optionArguments(options), 'indextargets'], signal);
  } catch (error) {
    throw error instanceof Problem && !signal.aborted ? contradicted(params.name, error) : error;
  }
}

async function fetchFrom(
  params: RepoParams,
  { key }: Wanted,
  places: Places,
  directory: string,
  lockSeconds: number,
  ctx: ResourceContext,
  signal: AbortSignal,
): Promise<void> {
  const keyPath = join(directory, 'key.asc');
  const source = join(directory, `${params.name}.sources`);
  if (key !== undefined) writeFileSync(keyPath, key);
  writeFileSync(source, sourceText(params, key === undefined ? undefined : keyPath));
  const options = {
    ...places.options,
    'Dir::Etc::sourcelist': source,
    'Dir::Etc::sourceparts': '-',
    // The lists of all others stay, and the cache of them all is not made anew from these alone.
    'APT::Get::List-Cleanup': 'false',
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'APT::Update::Error-Mode': 'any',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::AllowWeakRepositories': 'false',
    'Acquire::AllowDowngradeToInsecureRepositories': 'false',
  };
  const failure = await run(
    {
      program: 'apt-get',
      args: ['--quiet', ...optionArguments(options), 'update'],
      what: `fetch the lists of ${params.name}`,
    },
    lockSeconds,
    {
      signal,
      killSignal: ctx.killSignal,
      log: ctx.log,
      services: ctx.services,
      output: (text) => ctx.output(text),
      progress: (_name, progress) => ctx.progress(progress),
    },
  );
  if (failure) throw failure.problem;
}
