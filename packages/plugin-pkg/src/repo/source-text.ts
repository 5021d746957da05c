import type { RepoParams } from './params.ts';

/** The file that declares it to apt (sources.list(5), "DEB822-style format"). */
export function sourceText(params: RepoParams, signedBy: string | undefined): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Types', words(params.types)],
    ['URIs', words(params.uris)],
    ['Suites', words(params.suites)],
    ['Components', words(params.components)],
    ['Architectures', words(params.architectures)],
    ['Signed-By', signedBy],
    ['Trusted', params.trusted ? 'yes' : undefined],
    ['Enabled', params.enabled ? undefined : 'no'],
  ];
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\n`]));
  return `# Kept by Homeostat as repo[${params.name}]: what is changed here is put back.\n${lines.join('')}`;
}

function words(list: readonly string[] | undefined): string | undefined {
  return list === undefined || list.length === 0 ? undefined : list.join(' ');
}
