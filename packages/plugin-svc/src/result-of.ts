/** What becomes of a promise. Never rejects. */
export async function resultOf<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
