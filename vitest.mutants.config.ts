/** For Stryker: the tests of the area that is tried, named by `npm run mutants` (tools/mutants). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: process.env.MUTANTS_ASK?.split(' ') ?? ['test/{engine,measure,model}/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
