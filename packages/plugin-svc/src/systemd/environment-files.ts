import type { Manager } from './manager.ts';

/** The files that its environment is read from, as its unit file names them; not those of a pattern. */
export async function environmentFiles(
  manager: Manager,
  unit: string,
  path: string,
  signal?: AbortSignal,
): Promise<string[]> {
  if (!unit.endsWith('.service')) return [];
  const files = await manager.property(path, 'Service', 'EnvironmentFiles', signal);
  return ((files ?? []) as readonly [string, boolean][])
    .map(([file]) => file)
    .filter((file) => file.startsWith('/') && !/[*?[]/.test(file));
}
