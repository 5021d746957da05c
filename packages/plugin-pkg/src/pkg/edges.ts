import type { Identity, Problem, ResourceContext, Wish } from '@homeostat/resource';
import { ownPaths } from './own-paths.ts';
import type { PkgParams } from './params.ts';
import type { SharedBackends } from './shared-backends.ts';
import { usualPaths } from './usual-paths.ts';
import { isToBeThere } from './wanted-state.ts';

/** Where apt is told where packages come from. */
const sourceDirectories = ['/etc/apt/sources.list.d/', '/etc/apt/keyrings/', '/etc/apt/preferences.d/'];

/**
 * A package comes after the repositories, and before what it ships: files, entries of its directories, commands, services.
 *
 * A package that goes does so before what is declared of its files, which it might take along, and after its services have
 * stopped.
 */
export async function wishes(
  { name, state, provider }: PkgParams,
  { services, signal }: Pick<ResourceContext, 'services' | 'signal'>,
  backends: SharedBackends,
): Promise<readonly Wish[]> {
  const shared = await backends.of(provider, services).catch(ifMissing);
  // One that is not installed yet tells nothing, and its order is what a new machine needs most.
  const paths = ownPaths((await shared?.fileLists.of(name, signal)) ?? usualPaths(name));
  const goes = !isToBeThere({ state });
  return [
    ...(goes ? [] : repositories().map((identity) => wish('after', identity))),
    ...paths.map((value) => wish('before', { type: 'path', value })),
    ...paths.filter(isDirectory).map((value) => wish('before', { type: 'entry', value })),
    ...unitsIn(paths).map((unit) => wish(goes ? 'after' : 'before', unit)),
    ...(goes ? [] : commandsIn(paths).map((value) => wish('before', { type: 'command', value }))),
  ];
}

/** On the machine of somebody who only looks at the graph. */
function ifMissing(error: unknown): undefined {
  if ((error as Problem).code !== 'PROVIDER_MISSING') throw error;
}

function wish(order: Wish['order'], identity: Identity): Wish {
  return { anyOf: [identity], order };
}

function repositories(): Identity[] {
  const entries = sourceDirectories.map((value) => ({ type: 'entry', value }));
  return [{ type: 'repository', value: 'apt' }, ...entries];
}

function isDirectory(path: string): boolean {
  return path.endsWith('/');
}

/** Those of the machine, and those of each user. */
function unitsIn(paths: readonly string[]): Identity[] {
  return paths.flatMap((path) => {
    const [, whose, value] = /\/systemd\/(system|user)\/([^/]+)$/.exec(path) ?? [];
    return value === undefined ? [] : [{ type: whose === 'user' ? 'user-service' : 'service', value }];
  });
}

/** By their path, and by their name alone, which is how most are called. */
function commandsIn(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const name = /\/(?:s?bin|games)\/([^/]+)$/.exec(path)?.[1];
    return name === undefined ? [] : [path, name];
  });
}
