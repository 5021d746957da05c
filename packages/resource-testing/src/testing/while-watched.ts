import type { Part } from './describe-breaches.ts';
import { note } from './note.ts';

const check = note.check!;

/** Its check finds nothing as long as there is a watch. */
export function blindWhileWatched(): Part {
  let watches = 0;
  return {
    check: (params, ctx) => (watches > 0 ? [] : check(params, ctx)),
    watch: () => {
      watches += 1;
      return {
        close: () => {
          watches -= 1;
        },
      };
    },
  };
}

/** Its check fails as long as there is a watch. */
export function failsWhileWatched(): Part {
  const { watch, ...part } = blindWhileWatched();
  return {
    watch: watch!,
    check: async (params, ctx) => {
      const [found, seen] = [await check(params, ctx), await part.check!(params, ctx)];
      if (found.length > 0 && seen.length === 0) throw new Error('one handle at a time');
      return found;
    },
  };
}
