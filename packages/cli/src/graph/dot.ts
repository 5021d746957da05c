import { printableLine } from '../output/printable.ts';
import type { Listing } from './listing.ts';

/** Graphviz text. Units of more than one member are clusters, notify edges bold, automatic edges dashed. */
export function dotText({ units, edges }: Listing): string {
  const nodes = units.flatMap(({ members }, index) =>
    members.length === 1 ? [`  ${quote(members[0]!)};`] : cluster(index, members),
  );
  const arrows = edges.map(
    ({ from, to, notify, auto }) => `  ${quote(from)} -> ${quote(to)}${style(notify, auto)};`,
  );
  return ['digraph homeostat {', '  node [shape=box];', ...nodes, ...arrows, '}', ''].join('\n');
}

function cluster(index: number, members: readonly string[]): string[] {
  return [
    `  subgraph cluster_${index} {`,
    `    label="${members.length} in one unit";`,
    ...members.map((member) => `    ${quote(member)};`),
    '  }',
  ];
}

function style(notify: boolean, auto: boolean): string {
  if (!notify && !auto) return '';
  const looks = [notify && 'bold', auto && 'dashed'].filter(Boolean).join(',');
  return ` [style="${looks}"${notify ? ', label="notify"' : ''}]`;
}

// A node's label is its name read once more, with backslash sequences: so both are doubled.
function quote(text: string): string {
  return `"${printableLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
