import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Identity, ResourceContext, Wish } from '@homeostat/resource';
import type { SvcParams } from './params.ts';
import { environmentFiles } from './systemd/environment-files.ts';
import { Systemd } from './systemd/systemd.ts';
import { dropInDirectoriesOf, fullUnitName, isTemplate, templateOf } from './unit-name.ts';

/** @source systemd.unit(5), "Unit File Load Path" */
const systemDirectories = [
  '/etc/systemd/system/',
  '/run/systemd/system/',
  '/usr/local/lib/systemd/system/',
  '/usr/lib/systemd/system/',
  '/lib/systemd/system/',
];

function userDirectories(): string[] {
  const { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_RUNTIME_DIR } = process.env;
  return [
    XDG_CONFIG_HOME || join(homedir(), '.config'),
    '/etc',
    ...(XDG_RUNTIME_DIR ? [XDG_RUNTIME_DIR] : []),
    '/run',
    XDG_DATA_HOME || join(homedir(), '.local/share'),
    '/usr/local/share',
    '/usr/share',
    '/usr/local/lib',
    '/usr/lib',
  ].map((base) => join(base, 'systemd/user/'));
}

/** The unit in full. That of a user is another one than that of the machine. */
export function identities({ name, session }: SvcParams): Identity[] {
  return [{ type: session ? 'user-service' : 'service', value: fullUnitName(name) }];
}

/**
 * The unit's file, that of its template, their drop-ins and the files of its environment come first, and what changes in them is
 * for it to take over.
 */
export async function wishes(
  params: SvcParams,
  { services, signal }: Pick<ResourceContext, 'services' | 'signal'>,
): Promise<Wish[]> {
  const unit = fullUnitName(params.name);
  const directories = params.session ? userDirectories() : systemDirectories;
  const definitions = directories.flatMap((directory) => definedBy(directory, unit));
  const environment = isTemplate(unit) ? [] : await environmentOf(unit, params, services, signal);
  return [...definitions, ...environment.map((value) => ({ type: 'path', value }))].map((identity) => ({
    anyOf: [identity],
    order: 'after',
    notify: true,
  }));
}

/** The files, the directories of drop-ins, and what is in those. */
function definedBy(directory: string, unit: string): Identity[] {
  const files = [unit, templateOf(unit) ?? unit];
  const dropIns = dropInDirectoriesOf(unit).map((name) => `${directory}${name}/`);
  return [
    ...[...new Set(files)].map((file) => ({ type: 'path', value: `${directory}${file}` })),
    ...dropIns.flatMap((value) => ['path', 'entry'].map((type) => ({ type, value }))),
  ];
}

/** None where systemd does not answer: the check is where that is told. */
async function environmentOf(
  unit: string,
  { session }: SvcParams,
  services: ResourceContext['services'],
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const { manager } = Systemd.of(services, session);
    return await environmentFiles(manager, unit, await manager.unitPath(unit, signal), signal);
  } catch {
    return [];
  }
}
