export { allArmed } from './all-armed.ts';
export type { Change, ChangeValue } from './change.ts';
export type { Memory, Progress, ResourceContext } from './context.ts';
export {
  type Declarations,
  type EdgeDeclaration,
  formatRef,
  parseRef,
  type ResourceDeclaration,
  type ResourceRef,
} from './declaration.ts';
export { HandClock } from './hand-clock.ts';
export type { Identity, Wish } from './identity.ts';
export { type Meta, metaSchema } from './meta.ts';
export { didYouMean, nearest } from './nearest.ts';
export { pause } from './pause.ts';
export { contractVersion, definePlugin, type Plugin } from './plugin.ts';
export { formatPosition, type Locate, type SourcePosition } from './position.ts';
export { formatProblem, Problem, type ProblemDetails, Problems } from './problem.ts';
export {
  type Answers,
  type DefinedResource,
  defineResource,
  type Groupable,
  type Member,
  type MemberToApply,
  type Resource,
  type WatchSet,
} from './resource.ts';
export {
  CLOCK,
  type Clock,
  DECLARED,
  type Declared,
  LOGGER,
  type Logger,
  nothingToWatch,
  type Services,
  type ServiceToken,
  STATE_STORE,
  type StateStore,
  serviceToken,
  WATCHER,
  type Watch,
  type Watcher,
  type WatchOptions,
} from './service.ts';
export { systemClock } from './system-clock.ts';
