/**
 * The command `homeostat`, with the kinds it brings.
 *
 * For a build of your own, write a file like this one that lists other plugins, and bundle it as rolldown.config.js does.
 */
import { readFileSync } from 'node:fs';
import { dieOfBug } from './bug.ts';
import { runProgram } from './program.ts';

process.on('uncaughtException', dieOfBug);

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

process.exitCode = await runProgram(process.argv.slice(2), {
  version,

  // Imported when a command needs them: `--version` and `--help` need none.
  async plugins() {
    const [{ corePlugin }, { filePlugin }, { execPlugin }, { pkgPlugin }, { svcPlugin }] = await Promise.all([
      import('@homeostat/plugin-core'),
      import('@homeostat/plugin-file'),
      import('@homeostat/plugin-exec'),
      import('@homeostat/plugin-pkg'),
      import('@homeostat/plugin-svc'),
    ]);
    return [corePlugin, filePlugin, execPlugin, pkgPlugin, svcPlugin];
  },
});
