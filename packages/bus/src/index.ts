export { type Bus, type BusCall, SESSION_BUS, type Signal, type SignalMatch, SYSTEM_BUS } from './bus.ts';
export { type BusOptions, createBus } from './create-bus.ts';
export { BusError } from './errors.ts';
export { getProperties, getProperty, type PropertiesOf } from './properties.ts';
export { Variant } from './variant.ts';
