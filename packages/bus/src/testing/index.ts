export { FakeError } from './fake-error.ts';
export type { FakeInterface, FakeMethod } from './fake-interface.ts';
export { type FakeCall, FakeService } from './fake-service.ts';
export { PrivateBus, type PrivateBusOptions } from './private-bus.ts';
