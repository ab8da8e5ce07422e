import { defineConfig } from 'vitest/config';

/** Acceptance runs that take minutes: `npm run test:slow`. */
export default defineConfig({
  test: {
    include: ['src/**/*.slow.ts', 'test/**/*.slow.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
