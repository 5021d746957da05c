import { Broken, HookFailed } from '../broken.ts';

/** Waits for an end, good or bad. Throws only when none comes in time; `when` begins that message. */
export async function settled(when: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof HookFailed)) throw new Broken(`${when} ${(error as Error).message}`);
  }
}
