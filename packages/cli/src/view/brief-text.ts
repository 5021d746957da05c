import type { Change, ChangeValue } from '@homeostat/resource';
import { printableLine } from '../output/printable.ts';

/** Longer ones are left out of a line. @unit UTF-16 code units */
const longest = 40;

/** How many names of a list are told. */
const told = 3;

/** A change within a line: `mode 0644 → 0600`, or only the property where a value is long or secret. */
export function briefText(change: Change): string {
  const { property, from, to, secret } = change;
  const name = printableLine(property);
  if (secret) return name;
  if (property === 'purge' && typeof from === 'string') return `${name} ${listText(from)}`;
  const [before, after] = [from, to].map(shortText);
  if (after === undefined) return name;
  if (before !== undefined) return `${name} ${before} → ${after}`;
  return from === undefined ? `${name} → ${after}` : name;
}

/** What a refresh did: `reloaded`. */
export function refreshText({ property, to, secret }: Change): string {
  return (secret ? undefined : shortText(to)) ?? printableLine(property);
}

function shortText(value: ChangeValue): string | undefined {
  const text = value === undefined ? '' : String(value);
  return text === '' || text.length > longest || text.includes('\n') ? undefined : printableLine(text);
}

/** How many lines there are, and the first of them: `2 (old.conf, cache/)`. */
function listText(lines: string): string {
  const names = lines.trimEnd().split('\n');
  const first = names.slice(0, told).map((name) => printableLine(name.slice(0, longest)));
  return `${names.length} (${[...first, ...(names.length > told ? ['…'] : [])].join(', ')})`;
}
