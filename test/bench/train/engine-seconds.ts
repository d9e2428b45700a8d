/**
 * Loaded into the trainer process with `--import`: counts the seconds that the learner takes, and
 * writes them when the process ends to the file that MIKKE_ENGINE_SECONDS names.
 */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const LEARNER = /\/src\/training\/tfjs-learner\.ts$/;
const TRAINER = /\/src\/training\/process\/trainer\.ts$/;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const asked = LEARNER.test(resolved.url) && TRAINER.test(context.parentURL ?? '');
    return asked
      ? { ...resolved, url: new URL('./timed-learner.ts', import.meta.url).href }
      : resolved;
  },
});

declare global {
  var engineSeconds: number | undefined;
}
const path = process.env['MIKKE_ENGINE_SECONDS'];
process.on('exit', () => {
  if (path && globalThis.engineSeconds !== undefined)
    writeFileSync(path, String(globalThis.engineSeconds));
});
