/** Makes of notices that something may have changed those of what differs from the last look; the first look is taken now. */
export function whenDifferent(look: () => string, notify: () => void): () => void {
  let seen = look();
  return () => {
    const found = look();
    if (found === seen) return;
    seen = found;
    notify();
  };
}
