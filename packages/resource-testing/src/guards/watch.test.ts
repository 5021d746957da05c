import type { Change, Groupable } from '@homeostat/resource';
import { describeBreaches, type Part } from '../testing/describe-breaches.ts';
import { type NoteParams, note, noteCases } from '../testing/note.ts';

const watched = [noteCases.overwritten];
const check = note.check!;
const watch = note.watch!;

const withGroup = (part: Partial<Groupable<NoteParams>>): Part => ({
  groupable: { ...note.groupable!, ...part },
});

describeBreaches({
  'check finds the drift without a watch': {
    'check looks again only after a notice': [
      remembersUntilNoticed(),
      { watched },
      'check does not find the drift, with no watch to tell it',
    ],
    'the case begins with the drift': [
      {},
      { watched: [{ ...watched[0]!, setUp() {} }] },
      'the case must begin in state, and check finds text (secret)',
    ],
  },

  'watch tells the drift': {
    'watch tells nothing': [
      { watch: () => ({ close() {} }) },
      { watched },
      'watch tells a drift after a check: not within 500 ms',
    ],
    'watchAll tells nothing': [
      withGroup({ watchAll: () => ({ add() {}, remove() {}, close() {} }) }),
      { watched },
      'watch tells a drift after a check: not within 500 ms',
    ],
    'watch finds nothing to listen to': [
      { watch: () => undefined },
      { watched },
      'watch found nothing to listen to with these params, so they would be polled',
    ],
    'check does not believe the notice': [
      remembers(),
      { watched },
      'check does not find the drift after its notice',
    ],
  },

  'watch misses nothing once it is armed': {
    'watch is armed by the first check': [
      armedByCheck(),
      { watched },
      'watch tells a drift right after arming: not within 500 ms',
    ],
  },

  'watch tells nothing once it is closed': {
    'closing its watch does nothing': [
      {
        async watch(params, notify, ctx) {
          const left = (await watch(params, notify, ctx)) as { unref?: () => void };
          left.unref?.();
          return { close() {} };
        },
      },
      { watched },
      'watch called notify after its close had resolved',
    ],
    'closing its watch never ends': [
      {
        async watch(params, notify, ctx) {
          const armed = await watch(params, notify, ctx);
          return {
            async close() {
              await armed?.close();
              await new Promise(() => {});
            },
          };
        },
      },
      { watched },
      'watch is closed: not within 500 ms',
    ],
  },
});

/** Its check gives its first answer again and again. */
function remembers(): Part & { forget(path: string): void } {
  const answers = new Map<string, readonly Change[]>();
  return {
    forget: (path) => void answers.delete(path),
    async check(params, ctx) {
      const answer = answers.get(params.path) ?? (await check(params, ctx));
      answers.set(params.path, answer);
      return answer;
    },
  };
}

function remembersUntilNoticed(): Part {
  const { forget, ...part } = remembers();
  return {
    ...part,
    watch(params, notify, ctx) {
      const forgetAndNotify = () => {
        forget(params.path);
        notify();
      };
      return watch(params, forgetAndNotify, ctx);
    },
  };
}

function armedByCheck(): Part {
  const arming = new Map<string, () => void>();
  return {
    check(params, ctx) {
      arming.get(params.path)?.();
      return check(params, ctx);
    },
    watch(params, notify, ctx) {
      let armed: ReturnType<typeof watch>;
      arming.set(params.path, () => {
        armed ??= watch(params, notify, ctx);
      });
      return { close: async () => (await armed)?.close() };
    },
  };
}
