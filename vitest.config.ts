import { defineConfig } from 'vitest/config';

/** Unit tests beside the source, and the suites of `test/`. Slow acceptance runs are `*.slow.ts`, see vitest.slow.config.ts. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'codegen/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/leaks.ts'],
    pool: 'forks', // the addon is loaded once per process, and a crash must not take the runner along
    isolate: false, // modules and the addon are loaded once per worker; test/leaks.ts watches what tests leave behind
    maxWorkers: 2,
    env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
