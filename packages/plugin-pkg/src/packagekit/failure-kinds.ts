import type { Failure } from './heard-signals.ts';
import { errorCode, exit } from './protocol.ts';

/** The apt back end takes the code also for what has nothing to do with a lock, such as sources that it can't read. */
export function isLocked({ code, text }: Failure): boolean {
  return (code === errorCode.cannotGetLock || code === errorCode.lockRequired) && /lock/i.test(text);
}

/** For dpkg it is no code of its own. */
export function isInterrupted({ exit: how, code, text }: Failure): boolean {
  return (
    how === exit.repairRequired ||
    code === errorCode.unfinishedTransaction ||
    (code === errorCode.cannotGetLock && text.includes('dpkg was interrupted'))
  );
}
