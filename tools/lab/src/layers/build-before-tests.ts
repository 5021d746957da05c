import { hostLayers } from './host-layers.ts';

/** The first time, this takes longer than any test may. */
export async function setup(): Promise<void> {
  await hostLayers();
}
