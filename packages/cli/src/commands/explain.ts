import { metaSchema } from '@homeostat/resource';
import type { Build } from '../build.ts';
import { kindUnknown } from '../errors.ts';
import { kindsText, kindText, metaText } from '../explain/explain-text.ts';
import type { Output } from '../output/output.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { type PluginOptions, requestsOfOptions } from '../plugins/plugin-request.ts';
import { jsonSchemaOf } from '../schema/json-schema.ts';

export interface ExplainOptions extends PluginOptions {
  readonly json?: boolean;
}

/** Tells what one kind takes, or what `meta` does; without a word, which kinds there are. */
export async function explain(
  word: string | undefined,
  options: ExplainOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const plugins = await loadPlugins(await build.plugins(), requestsOfOptions(options));
  const resources = plugins.flatMap((plugin) => plugin.resources).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const width = process.stdout.columns || 80;
  const tell = (data: unknown, text: string) =>
    output.write(options.json ? `${JSON.stringify(data, undefined, 2)}\n` : text);

  if (word === undefined) {
    tell(
      resources.map(({ kind, description }) => ({ kind, description })),
      kindsText(resources, width),
    );
  } else if (word === 'meta') {
    tell(jsonSchemaOf(metaSchema), metaText(width));
  } else {
    const resource = resources.find(({ kind }) => kind === word.toLowerCase());
    if (!resource) throw kindUnknown(word, ['meta', ...resources.map(({ kind }) => kind)]);
    tell(jsonSchemaOf(resource.params), kindText(resource, width));
  }
  return 0;
}
