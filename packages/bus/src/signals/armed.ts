import type { Watch } from '@homeostat/resource';

/** Something on its way to being armed on the bus. */
export interface Armed {
  /** Settles once the bus has answered. */
  readonly armed: Promise<unknown>;
  /** Takes it down again, armed or not. Never rejects. */
  remove(): Promise<void>;
}

/** Resolves once all of it is armed. When one part can't be, none stays. */
export async function whenArmed(parts: readonly Armed[]): Promise<Watch> {
  const close = async () => {
    await Promise.all(parts.map((part) => part.remove()));
  };
  try {
    await Promise.all(parts.map((part) => part.armed));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
