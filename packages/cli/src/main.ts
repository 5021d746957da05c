/**
 * The command `homeostat`, with the kinds it brings.
 *
 * For a build of your own, write a file like this one that lists other plugins, and bundle it as rolldown.config.js does.
 */
import { readFileSync } from 'node:fs';
import { accountPlugin } from '@homeostat/plugin-account';
import { corePlugin } from '@homeostat/plugin-core';
import { execPlugin } from '@homeostat/plugin-exec';
import { filePlugin } from '@homeostat/plugin-file';
import { pkgPlugin } from '@homeostat/plugin-pkg';
import { svcPlugin } from '@homeostat/plugin-svc';
import { dieOfBug } from './bug.ts';
import { runProgram } from './program.ts';

process.on('uncaughtException', dieOfBug);

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

runProgram(process.argv.slice(2), {
  version,
  plugins: async () => [corePlugin, filePlugin, execPlugin, pkgPlugin, svcPlugin, accountPlugin],
}).then((exitCode) => {
  process.exitCode = exitCode;
}, dieOfBug);
