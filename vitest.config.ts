import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Every process and thread of the tests would strip the types of a hundred files anew: that takes
// longer than many a test, and goes on on threads of its own while the one it was for ends.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('node_modules/.cache/node-compile', import.meta.url),
);

const APP = 'test/e2e/app/**/*.test.ts';
const FLUENT = 'test/e2e/app/smooth.test.ts';
const aside = ['test/architecture/offenders/**', 'test/bench/**'];

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['./test/support/seed.ts'],
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
          exclude: [...aside, FLUENT],
          globalSetup: 'test/e2e/app/build.ts',
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'fluent',
          include: [FLUENT],
          // Alone, because it measures how fluent the app is.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
