import { closest, distance } from 'fastest-levenshtein';

/**
 * The known word that a user most likely meant, or `undefined` when none is near: at most two letters off, and at
 * most half of the word.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = word.toLowerCase();
  const candidate = closest(lower, known);
  return distance(lower, candidate.toLowerCase()) <= Math.min(2, Math.floor(word.length / 2))
    ? candidate
    : undefined;
}

/** The hint that goes with an unknown word. */
export function didYouMean(word: string, known: readonly string[]): string {
  const candidate = nearest(word, known);
  const list = known.length > 0 ? `Known here: ${[...known].sort().join(', ')}` : 'None is known here';
  return candidate === undefined ? list : `Did you mean "${candidate}"? ${list}`;
}
