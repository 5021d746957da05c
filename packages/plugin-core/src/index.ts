export { corePlugin } from './core-plugin.ts';
export { noop } from './noop.ts';
export { print } from './print.ts';
