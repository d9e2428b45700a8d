/** The engines that can be tested on this machine: only onednn depends on what is installed. */
import { describe } from 'vitest';
import type { Engine } from '../../src/engine/definition.ts';
import { onednn } from '../../src/engine/onednn/onednn.ts';
import { engines } from '../../src/engine/registry.ts';

/** Why onednn does not start here, as a sentence; null where it does. */
export const onednnMissing: string | null = await onednn.prepare().then(
  () => null,
  (error: Error) => error.message,
);

export const usableEngines: readonly Engine[] = engines.filter(
  (engine) => engine !== onednn || onednnMissing === null,
);

/** A suite of tests that counts as skipped where onednn does not start. */
export const describeOnednn = describe.skipIf(onednnMissing !== null);

/** The same suite on every engine; on one that does not start here it counts as skipped. */
export function describeEngines(suite: (engine: Engine) => void): void {
  for (const engine of engines) {
    const run = usableEngines.includes(engine) ? describe : describe.skip;
    run(`on the engine ${engine.name}`, () => suite(engine));
  }
}
