import { resolve } from 'node:path';
import { isSite } from '@homeostat/config';
import type { Problem } from '@homeostat/resource';
import { configUnsafe } from '../errors.ts';
import { untrustedPart } from '../trust/untrusted-part.ts';
import type { View } from '../view/view.ts';

/**
 * Says who else decides what a config holds, and so what is run: everybody may write to it or to a directory on the way to it, or one
 * of them belongs to somebody who is neither root nor who calls us. `undefined`: nobody else does, or it can't be seen, as its reader will
 * tell, who also judges what is TypeScript.
 */
export async function unsafeConfig(file: string): Promise<Problem | undefined> {
  if (isSite(file)) return undefined;
  // Root's rights may be borrowed: sudo says whose call it is, and only root sets what we find in our environment.
  const caller = process.getuid?.() === 0 ? Number(process.env.SUDO_UID) : undefined;
  const part = await untrustedPart(resolve(file), [process.getuid?.(), caller]).catch(() => undefined);
  return part && configUnsafe(file, part);
}

/** Refuses a config that somebody else may write where its commands would run as root; elsewhere that is a warning. */
export async function refuseUnsafeConfig(file: string, view: View): Promise<void> {
  const unsafe = await unsafeConfig(file);
  if (!unsafe) return;
  if (process.getuid?.() === 0) throw unsafe;
  view.warnings([unsafe]);
}
