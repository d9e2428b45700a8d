import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import type { Engine } from '../../../src/engine/definition.ts';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import { createLearner } from '../../../src/training/tfjs-learner.ts';
import { smallBatch, smallImages } from '../../training/batches.ts';
import { relativeDifference } from '../numbers.ts';
import { describeOnednn } from '../usable.ts';

/** Every loss of fifty steps, and the weights and statistics after them. */
async function fiftySteps(engine: Engine) {
  await engine.prepare();
  const learner = createLearner({
    ...{ ...smallImages, model: 'resnet8', width: 2, seed: 1 },
    ...{ momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
  });
  const losses: number[] = [];
  for (let i = 0; i < 50; i++) losses.push(...(await learner.step(smallBatch(12, i), 0.02)).loss);
  const state = await learner.state();
  learner.dispose();
  return { losses, state };
}

describeOnednn('training on the engine onednn', () => {
  test('follows the reference over fifty steps, no further away than wasm', async () => {
    const expected = await fiftySteps(cpu);
    const drift = (found: typeof expected) =>
      Math.max(
        relativeDifference(found.losses, expected.losses),
        ...found.state.map(({ values }, i) => relativeDifference(values, expected.state[i].values)),
      );
    const ofOnednn = drift(await fiftySteps(onednn));
    const ofWasm = drift(await fiftySteps(wasm));
    expect(ofOnednn).toBeLessThan(1e-3);
    expect(ofOnednn).toBeLessThan(10 * ofWasm);
    // And it learned something that it could have got wrong.
    const mean = (losses: number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(mean(expected.losses.slice(-60))).toBeLessThan(mean(expected.losses.slice(0, 60)) / 2);
  });

  test.each(['1', '2'])('gives the same bytes again with %s threads', (threads) => {
    const script = fileURLToPath(new URL('trained-bytes.ts', import.meta.url));
    const train = () =>
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, MIKKE_THREADS: threads },
      });
    const bytes = train();
    expect(bytes).toMatch(/^[0-9a-f]{64}\n$/);
    expect(train()).toBe(bytes);
  });
});
