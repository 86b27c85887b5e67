import { defineConfig } from 'vitest/config';

// CI counts the results from this file.
const resultsFile = process.env.LANDFALL_TEST_RESULTS;

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 120_000,
    maxWorkers: 2,
    ...(resultsFile === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: resultsFile } }),
  },
});
