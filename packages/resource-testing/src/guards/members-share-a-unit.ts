import { hold } from '../broken.ts';
import type { Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

export const membersShareAUnit: Guard<readonly ResourceCase[]> = {
  promise: 'the members share a unit',
  reason: 'resources with different keys, or without one, are never put together',

  keep: (setting, group) =>
    onStage(setting, async (stage) => {
      const keys = (await stage.setUpAll(group)).map(({ vertex }) => vertex.bucket);
      hold(
        keys.length > 1 && keys[0] !== undefined && new Set(keys).size === 1,
        () => `groupable.key does not give these members one key: ${keys.join(', ')}`,
      );
    }),
};
