import { defineConfig } from 'vitest/config';

const APP = 'test/e2e/app/**/*.test.ts';
const aside = ['test/architecture/offenders/**', 'test/bench/**'];

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...aside, APP],
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'app',
          include: [APP],
          globalSetup: 'test/e2e/app/build.ts',
          // Alone, because they measure how fluent the app is.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
