import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import { preflight } from './tools/lab/src/preflight.ts';
import base from './vitest.config.ts';

const include = ['packages/*/src/**/*.e2e.test.ts', 'tools/lab/src/**/*.e2e.test.ts'];

// CI must not pass without these tests; a machine that can't boot hosts is told so, and runs none of them.
const canRun = await preflight().then(
  () => true,
  (problem) => {
    if (process.env.CI || problem.code !== 'LAB_UNAVAILABLE') throw problem;
    process.stderr.write(`\nNONE OF THE E2E TESTS RUN: ${problem.message}. ${problem.hint}\n\n`);
    return false;
  },
);

const { test, ...rest } = base;

export default mergeConfig(
  rest,
  defineConfig({
    test: {
      ...test,
      include: canRun ? include : [],
      exclude: configDefaults.exclude,
      passWithNoTests: !canRun,
      globalSetup: canRun ? ['tools/lab/src/layers/build-before-tests.ts'] : [],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // A host that boots is busy on a core of its own.
      maxWorkers: 2,
    },
  }),
);
