import { createEngine, type Engine } from '@homeostat/engine';
import { CLOCK, definePlugin, defineResource, type ResourceDeclaration } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Stage } from '../testing/stage.ts';

/** What never comes in state. */
const hopeless = defineResource({
  kind: 'hopeless',
  description: 'Fails',
  params: z.strictObject({}),
  check: () => [{ property: 'state' }],
  apply: () => Promise.reject(new Error('no')),
});

let stage: Stage;
let engine: Engine;
let failed: Record<string, string>;

beforeEach(() => {
  stage = new Stage();
  stage.offer({ fresh: {}, kept: {}, rival: { conflicts: ['kept'] } });
  stage.install('kept');
  failed = {};
  engine = createEngine({
    plugins: [definePlugin({ name: 'memory', resources: [stage.kind, hopeless] })],
    configure: (container) => container.register(CLOCK, { useValue: stage.clock }),
  });
  engine.on((event) => {
    if (event.type === 'failed') failed[event.id] = event.problem.code;
  });
});
afterEach(() => engine.stop());

async function settled(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
}

const pkg = (name: string, params: object = {}, meta: object = {}): ResourceDeclaration => ({
  kind: 'pkg',
  name,
  params: { ...params },
  meta: { ...meta },
});
const rival = pkg('rival', { allowRemoveDependents: true });

test.each([
  ['has other switches', pkg('kept', { allowUntrusted: true }), []],
  ['is polled', pkg('kept', {}, { poll: 60 }), []],
  [
    'is blocked',
    pkg('kept'),
    [{ from: { kind: 'hopeless', name: 'gate' }, to: { kind: 'pkg', name: 'kept' } }],
  ],
])('what another resource wants to be there stays, also when that one %s', async (_case, kept, edges) => {
  const gate = { kind: 'hopeless', name: 'gate', params: {} };
  await engine.changeOver({ resources: [rival, gate, kept], edges });
  await settled();
  expect(failed).toHaveProperty('pkg[rival]');
  expect(stage.condition('kept')).toBe('1.0');
  expect(stage.condition('rival')).toBe('absent');
});

test.each([
  ['is polled', pkg('kept', {}, { poll: 60 })],
  ['has other switches', pkg('kept', { allowUntrusted: true })],
])(
  'what is to be there is not removed for another resource, when the one that keeps it %s',
  async (_case, kept) => {
    const gone = pkg('gone', { name: 'kept', state: 'absent' });
    // Of which there are traces when the graph changes.
    const fresh = pkg('fresh');
    await engine.changeOver({ resources: [gone, kept, fresh], edges: [] });
    await settled();
    expect(failed).toEqual({ 'pkg[gone]': 'PACKAGE_CONTRADICTED' });
    expect(stage.condition('kept')).toBe('1.0');

    await engine.changeOver({ resources: [gone, fresh], edges: [] });
    await settled();
    // What a notice is gathered with others for.
    stage.clock.advance(1000);
    await settled();
    expect(stage.condition('kept')).toBe('config-files');
    expect(engine.summary()).toMatchObject({ ok: 2, failed: 0 });
  },
);
