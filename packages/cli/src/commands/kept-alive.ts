/** Nothing that the engine waits for keeps a process alive by itself; this does, until the work is done. */
export async function keptAlive<T>(work: () => Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, 1 << 30);
  try {
    return await work();
  } finally {
    clearInterval(alive);
  }
}
