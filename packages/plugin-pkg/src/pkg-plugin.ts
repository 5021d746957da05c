import { definePlugin } from '@homeostat/resource';
import { pkg } from './pkg/pkg.ts';
import { repo } from './repo/repo.ts';

export const pkgPlugin = definePlugin({ name: '@homeostat/plugin-pkg', resources: [pkg, repo] });
