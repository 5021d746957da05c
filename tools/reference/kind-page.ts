import { metaSchema, type Plugin } from '@homeostat/resource';
import { describeParams, type ParamDescription } from '../../packages/cli/src/explain/describe-params.ts';

/** The reference page of a kind, in Markdown. */
export function kindPage({ kind, description, params, namevar }: Plugin['resources'][number]): string {
  return `# ${kind}

${description}.

${table('param', describeParams(params, namevar))}

Every resource also takes \`before\`, \`notify\`, \`require\`, \`subscribe\` and [\`meta\`](meta.md).
`;
}

/** The reference page of the meta parameters. */
export function metaPage(): string {
  return `# meta

What can be said of any resource, whatever its kind.

${table('meta parameter', describeParams(metaSchema))}
`;
}

function table(title: string, params: readonly ParamDescription[]): string {
  const rows = params.map(({ name, type, required, fallback = '', description }) =>
    [`\`${name}\``, type, required ? 'required' : fallback, description].map(cell),
  );
  return [[title, 'takes', 'default', ''], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function cell(text: string): string {
  return text.replace(/[|<]/g, '\\$&').replace(/\s+/g, ' ');
}
