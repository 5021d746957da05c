#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const bundle = new URL('../dist/main.js', import.meta.url);

if (existsSync(bundle)) {
  // Node 20 has none.
  module.enableCompileCache?.();
  await import(bundle.href);
} else {
  process.stderr.write('homeostat is not built yet: run `npm run build`\n');
  process.exitCode = 1;
}
