export { type Finding, findings } from './findings.ts';
export type {
  DriftedCase,
  OfferedService,
  Place,
  RejectedCase,
  ResourceCase,
  ResourceCases,
  WatchedCase,
} from './resource-cases.ts';
export { testResource } from './test-resource.ts';
