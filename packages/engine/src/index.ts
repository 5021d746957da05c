export type { Edge, Plan, Vertex } from './compile/plan.ts';
export { createEngine } from './create-engine.ts';
export type { Engine, EngineOptions } from './engine.ts';
export type { EngineEvent, EngineListener, ResourceState, Summary } from './events.ts';
export { Graph } from './graph/graph.ts';
export { AUTO_GROUPER, type AutoGrouper, type GroupingVertex } from './grouping/auto-grouper.ts';
export { ChainGrouper } from './grouping/chain-grouper.ts';
export { PairwiseGrouper } from './grouping/pairwise-grouper.ts';
