import type { Engine, EngineEvent, EngineOptions } from '@homeostat/engine';
import { formatProblem, type ResourceDeclaration } from '@homeostat/resource';
import { Broken } from '../broken.ts';
import type { Stage } from './stage.ts';
import { within } from './within.ts';

/** Runs a new engine until it has converged, and gives all that it told. */
export async function runEngine(
  stage: Stage,
  declared: ResourceDeclaration,
  options: Pick<EngineOptions, 'noop'> = {},
): Promise<EngineEvent[]> {
  const { deadlineMs } = stage.setting;
  const engine = stage.engine(options);
  const events: EngineEvent[] = [];
  engine.on((event) => void events.push(event));
  try {
    await engine.changeOver({ resources: [declared], edges: [] });
    await within(deadlineMs, 'the engine converges', engine.converged(0));
  } catch (error) {
    // What hangs now has been told.
    void stop(engine);
    throw error;
  }
  await within(deadlineMs, 'the engine stops', stop(engine));
  return events;
}

/** The events of one type. Throws when the resource has failed. */
export function succeeded(events: readonly EngineEvent[]): readonly EngineEvent[] {
  for (const event of events) {
    if (event.type === 'failed') throw new Broken(`in the engine it failed: ${formatProblem(event.problem)}`);
  }
  return events;
}

/** To the last rung: nothing runs any more unless something hangs. */
async function stop(engine: Engine): Promise<void> {
  void engine.stop();
  void engine.stop();
  await engine.stop();
}
