export type { Host } from './host/host.ts';
export type { Ended, HostProcess } from './host/host-process.ts';
export { Lab } from './lab.ts';
