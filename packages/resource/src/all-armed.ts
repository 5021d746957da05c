import type { Watch } from './service.ts';

/** One watch of several, armed when all are; when one can't be, none is. */
export async function allArmed(arming: readonly (Watch | Promise<Watch>)[]): Promise<Watch> {
  const results = await Promise.allSettled(arming);
  const close = async () => {
    await Promise.all(
      results.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)),
    );
  };
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return { close };
  await close();
  throw failed.reason;
}
