export { svc } from './svc.ts';
export { svcPlugin } from './svc-plugin.ts';
