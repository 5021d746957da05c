import { realpath } from 'node:fs/promises';
import { isAbsolute, parse, relative, resolve } from 'node:path';
import type { ReadConfig } from '../read-config.ts';
import { readRecord, type Show } from './read-record.ts';
import { type RunOptions, runSite } from './run-site.ts';
import { siteProblem } from './site-problem.ts';

/** Runs a file of TypeScript or JavaScript, and reads what its site was told. Never rejects. */
export async function readSite(file: string, options: RunOptions): Promise<ReadConfig> {
  const { files, outcome } = await runSite(file, options);
  const show = await shownFrom(file);
  if (outcome.type === 'site') return { ...readRecord(outcome.record, file, show), files };
  return {
    graph: parse(file).name,
    declarations: { resources: [], edges: [] },
    plugins: [],
    problems: [siteProblem(outcome, show('at' in outcome ? outcome.at : { file, line: 1, column: 1 }))],
    warnings: [],
    files,
  };
}

/** The first file is named as it was given; the others from the root or from the working directory, as that one. */
async function shownFrom(file: string): Promise<Show> {
  const first = await realpath(file).catch(() => resolve(file));
  const name = (path: string) => {
    if ([first, resolve(file)].includes(resolve(path))) return file;
    return isAbsolute(file) ? path : relative('.', path);
  };
  return (at) => ({ ...at, file: name(at.file) });
}
