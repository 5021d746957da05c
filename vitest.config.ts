import { defineConfig } from 'vitest/config';

// Tests run on the sources: the condition makes every workspace package resolve to its src/.
const conditions = ['@homeostat/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'docs/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
