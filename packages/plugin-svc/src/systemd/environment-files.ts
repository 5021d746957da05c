import type { Look } from './look.ts';
import type { Manager } from './manager.ts';

/** The files that its environment is read from, as its unit file names them; not those of a pattern. */
export async function environmentFiles(
  manager: Manager,
  { id, path, load }: Look,
  signal?: AbortSignal,
): Promise<string[]> {
  if (!id.endsWith('.service') || load !== 'loaded') return [];
  const files = await manager.property(path, 'Service', 'EnvironmentFiles', signal);
  return ((files ?? []) as readonly [string, boolean][])
    .map(([file]) => file)
    .filter((file) => file.startsWith('/') && !/[*?[]/.test(file));
}
