import { configDefaults, defineConfig } from 'vitest/config';

/** Where a JSON report goes, for CI to add up. */
const results = process.env.TEST_RESULTS;

// Tests run on the sources: the condition makes every workspace package resolve to its src/.
const conditions = ['@homeostat/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'docs/**/*.test.ts'],
    // They boot hosts: vitest.e2e.config.ts.
    exclude: [...configDefaults.exclude, '**/*.e2e.test.ts'],
    testTimeout: 20_000,
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
  },
});
