/** Resolves when all have, or rejects as the first of them did, and only then: none goes on unseen. */
export async function allEnded(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises))
    if (result.status === 'rejected') throw result.reason;
}
