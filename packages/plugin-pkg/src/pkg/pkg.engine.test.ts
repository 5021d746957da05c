import { createEngine } from '@homeostat/engine';
import { CLOCK, definePlugin } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { Stage } from '../testing/stage.ts';

/** All that is under way, as nothing here waits for anything outside. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
}

test('in the engine a package that fails is not tried again by its own traces, but by what others do', async () => {
  const stage = new Stage();
  stage.offer({ a: { broken: true }, b: {} });
  stage.manager.goesOn = true;
  const engine = createEngine({
    plugins: [definePlugin({ name: 'memory', resources: [stage.kind] })],
    configure: (container) => container.register(CLOCK, { useValue: stage.clock }),
  });
  const failed: string[] = [];
  engine.on((event) => {
    if (event.type === 'failed') failed.push(event.id);
  });
  const resources = ['a', 'b'].map((name) => ({ kind: 'pkg', name, params: {} }));
  await engine.changeOver({ resources, edges: [] });
  await settled();
  expect(failed).toEqual(['pkg[a]']);
  expect(engine.summary()).toMatchObject({ ok: 1, failed: 1 });
  const before = stage.manager.transactions.length;

  stage.clock.advance(5000);
  await settled();
  expect(stage.manager.transactions).toHaveLength(before);

  stage.offer({ a: {} });
  stage.manager.tell();
  await settled();
  expect(engine.summary()).toMatchObject({ ok: 2, failed: 0 });
  await engine.stop();
});
