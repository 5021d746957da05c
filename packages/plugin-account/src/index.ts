export { accountPlugin } from './account-plugin.ts';
