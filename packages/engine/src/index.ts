export type { Edge, Plan, Vertex } from './compile/plan.ts';
export { createEngine } from './create-engine.ts';
export type { Engine, EngineOptions } from './engine.ts';
export type { EngineEvent, EngineListener, ResourceState, Summary } from './events.ts';
export { Graph } from './graph/graph.ts';
