import { defineConfig } from 'rolldown';

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  resolve: { conditionNames: ['@homeostat/source', 'node', 'import', 'default'] },
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    // All that most calls need is one file, which bin/homeostat.cjs keeps compiled. The rest is loaded by who needs it.
    codeSplitting: { groups: [{ name: 'main', tags: ['$initial'] }] },
  },
});
