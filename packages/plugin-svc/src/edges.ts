import { homedir } from 'node:os';
import type { Identity, ResourceContext, Wish } from '@homeostat/resource';
import type { SvcParams } from './params.ts';
import { environmentFiles } from './systemd/environment-files.ts';
import { Systemd } from './systemd/systemd.ts';
import { fullUnitName, isTemplate, templateOf } from './unit-name.ts';

/** @source systemd.unit(5), "Unit File Load Path" */
const systemDirectories = [
  '/etc/systemd/system/',
  '/run/systemd/system/',
  '/usr/local/lib/systemd/system/',
  '/usr/lib/systemd/system/',
  '/lib/systemd/system/',
];

function userDirectories(): string[] {
  return [
    `${homedir()}/.config/systemd/user/`,
    '/etc/systemd/user/',
    '/run/systemd/user/',
    `${homedir()}/.local/share/systemd/user/`,
    '/usr/local/lib/systemd/user/',
    '/usr/lib/systemd/user/',
  ];
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
  const definitions = directories.flatMap((directory) =>
    [unit, templateOf(unit)].flatMap((file) => (file === undefined ? [] : definedBy(`${directory}${file}`))),
  );
  const environment = isTemplate(unit) ? [] : await environmentOf(unit, params, services, signal);
  return [...definitions, ...environment.map((value) => ({ type: 'path', value }))].map((identity) => ({
    anyOf: [identity],
    order: 'after',
    notify: true,
  }));
}

/** The file, the directory of its drop-ins, and what is in that. */
function definedBy(file: string): Identity[] {
  return [
    { type: 'path', value: file },
    { type: 'path', value: `${file}.d/` },
    { type: 'entry', value: `${file}.d/` },
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
