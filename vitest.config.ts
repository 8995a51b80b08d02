import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/registry-real/**', 'test/start/**', 'test/extension/**'],
        },
      },
      {
        test: {
          name: 'registry',
          include: ['test/registry-real/**/*.test.ts', 'test/start/**/*.test.ts'],
        },
      },
    ],
  },
});
