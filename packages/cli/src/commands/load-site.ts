import { setFlagsFromString } from 'node:v8';
import { type ReadConfig, readConfig } from '@homeostat/config';
import { type Plugin, Problems } from '@homeostat/resource';
import type { Build } from '../build.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { type PluginOptions, requestsOfConfig, requestsOfOptions } from '../plugins/plugin-request.ts';
import { distinct, problemsOf } from './problems-of.ts';

/** A config file, and the kinds it may use. */
export interface Site {
  readonly file: string;
  /** May have problems: `verifyConfig` tells them. */
  readonly config: ReadConfig;
  readonly plugins: readonly Plugin[];
}

/** Reads the file, and loads the plugins that it and the options name. */
export async function loadSite(file: string, options: PluginOptions, build: Build): Promise<Site> {
  // Nearly all that is allocated from here on stays. A nursery that grew to its usual 16 MiB, twice, would save no time and never be
  // given back: 13 MiB of 139 (docs/measurements/files.md).
  setFlagsFromString('--semi-space-growth-factor=1');
  const config = await readConfig(file);
  const requests = [...requestsOfConfig(file, config), ...requestsOfOptions(options)];
  try {
    return { file, config, plugins: await loadPlugins(await build.plugins(), requests) };
  } catch (error) {
    throw new Problems(distinct([...config.problems, ...problemsOf(error)]));
  }
}
