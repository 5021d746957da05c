import { isDeepStrictEqual } from 'node:util';
import { hold } from '../broken.ts';
import type { Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { runEngine, succeeded } from '../stage/run-engine.ts';
import { onStage } from '../stage/stage.ts';
import { differencesOf, restingTreeOf, treeOf } from '../stage/tree.ts';

export const dryRun: Guard<ResourceCase> = {
  promise: 'a dry run tells what differs and changes nothing',
  reason: 'with noop the engine arms the watch and checks; neither may touch the machine',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const subject = await stage.setUp(tried);
      const found = (await subject.check()).map(({ property }) => property);
      const before = await restingTreeOf(stage.dir);
      const events = succeeded(await runEngine(stage, stage.declare(tried), { noop: true }));
      const changed = differencesOf(before, await treeOf(stage.dir), 'touched');
      hold(
        changed.length === 0,
        () => `watch or check changed the world in a dry run: ${changed.join('; ')}`,
      );

      const told = events.flatMap((event) => (event.type === 'would-change' ? [event.changes] : []));
      const properties = told.at(-1)?.map(({ property }) => property) ?? [];
      hold(
        isDeepStrictEqual(properties, found),
        () => `check found [${found}] when called alone, and [${properties}] in a dry run after watch`,
      );
    }),
};
