import type { Change } from '@homeostat/resource';
import { hold } from '../broken.ts';
import { expectSameResult } from '../group/expect-same-result.ts';
import { inAnyOrder } from '../group/in-any-order.ts';
import { resultsOf } from '../group/results-of.ts';
import type { Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { onStage, type Setting } from '../stage/stage.ts';
import type { Subject } from '../stage/subject.ts';
import { differencesOf, type Tree, treeOf } from '../stage/tree.ts';

interface Differing {
  readonly subject: Subject;
  readonly changes: readonly Change[];
}

type Apply = (differing: readonly Differing[]) => Promise<readonly PromiseSettledResult<unknown>[]>;

export const applyAllIsFair: Guard<readonly ResourceCase[]> = {
  promise: 'applyAll does for each member what it would have done alone',
  reason: 'one failing member must neither hide nor fail another',
  concerns: ({ groupable }) => groupable?.applyAll !== undefined,

  async keep(setting, group) {
    const alone = await putRight(setting, group, (differing) =>
      Promise.allSettled(differing.map(({ subject, changes }) => subject.apply(changes))),
    );
    for (const order of inAnyOrder(group)) {
      const together = await putRight(setting, order, (differing) => {
        const members = differing.map(({ subject, changes }) => ({ ...subject.member(), changes }));
        return resultsOf('applyAll', setting, members.length, (signal) =>
          setting.resource.groupable!.applyAll!(members, signal),
        );
      });
      for (const [name, result] of together.results)
        expectSameResult('applyAll', name, alone.results.get(name)!, result);
      const changed = differencesOf(alone.tree, together.tree, 'looks');
      hold(changed.length === 0, () => `applyAll made another world than apply: ${changed.join('; ')}`);
    }
  },
};

/** Applies on a stage of its own to those members that differ. Gives what came of each, by name. */
function putRight(
  setting: Setting,
  group: readonly ResourceCase[],
  apply: Apply,
): Promise<{ results: ReadonlyMap<string, PromiseSettledResult<unknown>>; tree: Tree }> {
  return onStage(setting, async (stage) => {
    const differing: Differing[] = [];
    for (const subject of await stage.setUpAll(group)) {
      const changes = await subject.check().catch(() => []);
      if (changes.length > 0) differing.push({ subject, changes });
    }
    const results = await apply(differing);
    return {
      results: new Map(differing.map(({ subject }, index) => [subject.vertex.name, results[index]!])),
      tree: await treeOf(stage.dir),
    };
  });
}
