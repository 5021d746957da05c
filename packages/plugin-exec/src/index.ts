export { exec } from './exec.ts';
export { execPlugin } from './exec-plugin.ts';
