import { defineConfig } from 'vitest/config';

// The build compiles the tests, too, to check their types; they run from the sources only.
export default defineConfig({ test: { include: ['src/**/*.test.ts'] } });
