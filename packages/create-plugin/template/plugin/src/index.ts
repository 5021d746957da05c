export { kindNameKind } from './kind-name.ts';
export { kindNamePlugin, kindNamePlugin as default } from './kind-name-plugin.ts';
