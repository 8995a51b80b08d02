import { defineConfig } from 'vitest/config';

/** In milliseconds: an end for what hangs. How fast something is, is for the benchmarks to say. */
const testTimeout = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout,
          include: ['test/**/*.test.ts'],
          exclude: ['test/registry-real/**', 'test/start/**', 'test/extension/**'],
        },
      },
      {
        test: {
          name: 'registry',
          testTimeout,
          include: ['test/registry-real/**/*.test.ts', 'test/start/**/*.test.ts'],
        },
      },
    ],
  },
});
