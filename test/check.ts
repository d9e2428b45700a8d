/** `npm run check`: everything that can be said of the code without running it. */
import { exec } from 'node:child_process';

const checks = [
  ['ESLint', 'eslint --max-warnings 0 .'],
  ['types', 'tsc'],
  ['types of the desktop', 'tsc -p electron'],
  ['types of the page', 'svelte-check --tsconfig renderer/tsconfig.json --fail-on-warnings'],
  ['types of its tests', 'tsc -p test/renderer && tsc -p test/e2e/app && tsc -p test/bench/app'],
  ['formatting', 'prettier --check --log-level warn .'],
  ['dependency rule', 'depcruise --config .dependency-cruiser.cjs src electron renderer test'],
  ['unused code', 'knip'],
] as const;

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** Runs a check, prints its line, and on failure all that it said. */
function run([name, command]: (typeof checks)[number]): Promise<void> {
  const start = performance.now();
  return new Promise((resolve) => {
    exec(command, { maxBuffer: Infinity }, (error, stdout, stderr) => {
      const passed = error === null;
      console.log(`${passed ? 'ok    ' : 'FAILED'} ${name}, ${seconds(start)}`);
      if (!passed) {
        console.log(`\n$ ${command}\n${stdout}${stderr}`);
        process.exitCode = 1;
      }
      resolve();
    });
  });
}

// ESLint is the longest by far; the others run beside it.
const [lint, ...others] = checks;
const beside = async () => {
  for (const check of others) await run(check);
};
await Promise.all([run(lint), beside()]);
