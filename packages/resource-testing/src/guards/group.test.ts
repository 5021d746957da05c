import type { Groupable } from '@homeostat/resource';
import { describeBreaches, type Part } from '../testing/describe-breaches.ts';
import { type NoteParams, note, noteCases } from '../testing/note.ts';

const grouped = noteCases.group;
const check = note.check!;
const apply = note.apply!;

const withGroup = (part: Partial<Groupable<NoteParams>>): Part => ({
  groupable: { ...note.groupable!, ...part },
});

describeBreaches({
  'the members share a unit': {
    'the key is another for each': [
      withGroup({ key: ({ path }) => path }),
      { grouped },
      'groupable.key does not give these members one key:',
    ],
    'there is no key': [
      withGroup({ key: () => undefined }),
      { grouped },
      'groupable.key does not give these members one key: , , ,',
    ],
  },

  'checkAll gives each member the answer it would have alone': {
    'checkAll rejects when one member fails': [
      withGroup({
        checkAll: (members) =>
          Promise.all(
            members.map(async ({ params, ctx }) => ({
              status: 'fulfilled' as const,
              value: await check(params, ctx),
            })),
          ),
      }),
      { grouped },
      'checkAll rejected, which fails every member: Problem',
    ],
    'checkAll hides that a member has failed': [
      withGroup({
        checkAll: async (members, signal) =>
          (await Promise.all(await note.groupable!.checkAll!(members, signal))).map((result) =>
            result.status === 'fulfilled' ? result : { status: 'fulfilled', value: [] },
          ),
      }),
      { grouped },
      'checkAll says of "b": nothing; alone: failed (NOTE_EISDIR)',
    ],
    'checkAll answers in the order of paths': [
      withGroup({
        checkAll: (members, signal) =>
          note.groupable!.checkAll!(
            members.toSorted((a, b) => (a.params.path < b.params.path ? -1 : 1)),
            signal,
          ),
      }),
      { grouped },
      'checkAll says of "d": text (secret); alone: text (secret)',
    ],
    'checkAll leaves out who is in state': [
      withGroup({
        checkAll: async (members, signal) =>
          (await Promise.all(await note.groupable!.checkAll!(members, signal))).filter(
            (result) => result.status === 'rejected' || result.value.length > 0,
          ),
      }),
      { grouped },
      'checkAll was called for 4 members and answered 3',
    ],
  },

  'applyAll does for each member what it would have done alone': {
    'applyAll stops half-way and calls it done': [
      withGroup({
        async applyAll([first, ...rest]) {
          await apply(first!.changes, first!.params, first!.ctx);
          return [first, ...rest].map(() => ({ status: 'fulfilled', value: undefined }));
        },
      }),
      { grouped },
      'applyAll made another world than apply: d was removed',
    ],
    'applyAll fails them all when one fails': [
      {
        apply: refusesD,
        ...withGroup({
          async applyAll(members) {
            const results = await Promise.allSettled(
              members.map(({ changes, params, ctx }) => refusesD(changes, params, ctx)),
            );
            const failed = results.find(({ status }) => status === 'rejected')!;
            return members.map(() => failed);
          },
        }),
      },
      { grouped },
      'applyAll says of "a": failed (Error: refused); alone: done',
    ],
  },
});

async function refusesD(...[changes, params, ctx]: Parameters<typeof apply>): Promise<void> {
  if (params.path.endsWith('/d')) throw new Error('refused');
  await apply(changes, params, ctx);
}
