import { expectSameResult } from '../group/expect-same-result.ts';
import { inAnyOrder } from '../group/in-any-order.ts';
import { resultsOf } from '../group/results-of.ts';
import type { Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

export const checkAllIsFair: Guard<readonly ResourceCase[]> = {
  promise: 'checkAll gives each member the answer it would have alone',
  reason: 'a unit is only a batch: what one member is or does must not be seen in the result of another',
  concerns: ({ groupable }) => groupable?.checkAll !== undefined,

  keep: (setting, group) =>
    onStage(setting, async (stage) => {
      const subjects = await stage.setUpAll(group);
      const alone = await Promise.allSettled(subjects.map((subject) => subject.check()));
      for (const order of inAnyOrder(subjects)) {
        const members = order.map((subject) => subject.member());
        const together = await resultsOf('checkAll', setting, members.length, (signal) =>
          setting.resource.groupable!.checkAll!(members, signal),
        );
        order.forEach((subject, index) => {
          const expected = alone[subjects.indexOf(subject)]!;
          expectSameResult('checkAll', subject.vertex.name, expected, together[index]!);
        });
      }
    }),
};
