import { rm } from 'node:fs/promises';
import type { EngineEvent } from '@homeostat/engine';
import { hold } from '../broken.ts';
import type { Guard } from '../guard.ts';
import type { ResourceCase } from '../resource-cases.ts';
import { runEngine } from '../stage/run-engine.ts';
import { onStage, type Stage } from '../stage/stage.ts';

export const secretsStayOut: Guard<ResourceCase> = {
  promise: 'secrets are never seen',
  reason: 'events, errors, logs and output end in terminals, files and the logs of CI; the memory in a file',
  concerns: (_resource, { secrets = [] }) => secrets.length > 0,

  async keep(setting, tried) {
    await onStage(setting, async (stage) => {
      await tried.setUp?.(stage);
      const declared = stage.declare(tried);
      hide(tried, 'a dry run', stage, await runEngine(stage, declared, { noop: true }));
      hide(tried, 'a run', stage, await runEngine(stage, declared));
    });
    // So that errors are seen, too: with nothing set up, and with no directory at all.
    await onStage(setting, async (stage) => {
      const declared = stage.declare(tried);
      hide(tried, 'a run in an empty directory', stage, await runEngine(stage, declared));
      await rm(stage.dir, { recursive: true });
      hide(tried, 'a run in a missing directory', stage, await runEngine(stage, declared));
    });
  },
};

function hide(
  { secrets = [] }: ResourceCase,
  when: string,
  stage: Stage,
  events: readonly EngineEvent[],
): void {
  const seen = {
    'an event': JSON.stringify(events, withErrors),
    'the log or the output': stage.told.join('\n'),
    'the memory': [...stage.store.texts.values()].join('\n'),
  };
  for (const [where, text] of Object.entries(seen)) {
    const shown = secrets.findIndex((secret) => text.includes(secret) || text.includes(quoted(secret)));
    hold(shown < 0, () => `secret ${shown + 1} of ${secrets.length} is seen in ${where} of ${when}`);
  }
}

/** Messages and causes are not among what JSON shows of an error. */
function withErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value;
}

/** As it stands inside JSON. */
function quoted(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}
