import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src-*/**/*.test.{ts,tsx}',
      'tests/{contract,integration,reference,viewer,conformance,scripts}/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // no silent green: a run that finds no test fails
    passWithNoTests: false,
  },
});
