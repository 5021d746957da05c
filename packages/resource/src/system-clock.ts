import type { Clock } from './service.ts';

/** The longest that a Node timer can wait; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(ms, callback) {
    let timer: NodeJS.Timeout;
    const wait = (left: number) => {
      const now = Math.min(left, longestTimerMs);
      timer = setTimeout(() => (left > now ? wait(left - now) : callback()), now).unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};
