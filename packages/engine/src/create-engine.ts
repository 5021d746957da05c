import type { Engine, EngineOptions } from './engine.ts';

/** Composes an engine. */
export function createEngine(_options: EngineOptions): Engine {
  throw new Error('Being built');
}
