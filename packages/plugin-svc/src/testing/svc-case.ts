import type { Keeper } from './keeper.ts';
import type { World } from './world.ts';

/** Where a case is at; others for each. */
export interface SvcCase {
  readonly world: World;
  readonly keeper: Keeper;
  readonly unit: string;
}
