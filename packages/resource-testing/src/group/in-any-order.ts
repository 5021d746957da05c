/** Answers must follow the order of the call, whatever it is. */
export function inAnyOrder<T>(members: readonly T[]): readonly (readonly T[])[] {
  return [members, [...members].reverse()];
}
