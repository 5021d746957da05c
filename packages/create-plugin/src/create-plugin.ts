import { join } from 'node:path';
import { standaloneManifest, workspaceManifest } from './manifest.ts';
import { type PluginName, parsePluginName } from './plugin-name.ts';
import { fillTemplate } from './template.ts';
import { writeFolder } from './write-folder.ts';

export interface CreatedPlugin {
  readonly name: PluginName;
  readonly folder: string;
}

/** Writes a package of its own below a directory. Throws a Refusal, and nothing is written then. */
export async function createStandalone(directory: string, text: string): Promise<CreatedPlugin> {
  const name = parsePluginName(text);
  const folder = join(directory, name.folder);
  const files = await fillTemplate(['plugin', 'standalone'], name);
  await writeFolder(folder, { ...files, 'package.json': standaloneManifest(name) });
  return { name, folder };
}

/** Writes a package into the workspace of Homeostat. Throws a Refusal, and nothing is written then. */
export async function createInWorkspace(workspace: string, text: string): Promise<CreatedPlugin> {
  const { kind } = parsePluginName(text);
  const name = { package: `@homeostat/plugin-${kind}`, folder: `plugin-${kind}`, kind };
  const folder = join(workspace, 'packages', name.folder);
  const files = await fillTemplate(['plugin', 'workspace'], name);
  await writeFolder(folder, { ...files, 'package.json': workspaceManifest(name) });
  return { name, folder };
}
