export { svcPlugin } from './svc-plugin.ts';
