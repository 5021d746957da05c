import type { Change } from '@homeostat/resource';

/** Changes for a message: `content (from "a" to "b"), mode`. Values of secret ones are left out. */
export function changesText(changes: readonly Partial<Change>[]): string {
  return changes.length === 0 ? 'nothing' : changes.map(changeText).join(', ');
}

function changeText({ property, secret, ...values }: Partial<Change>): string {
  const parts = secret
    ? ['secret']
    : Object.entries(values).map(([end, value]) => `${end} ${JSON.stringify(value)}`);
  return parts.length === 0 ? String(property) : `${property} (${parts.join(' ')})`;
}
