import type { Learner } from '../../../src/training/learner.ts';
import * as real from '../../../src/training/tfjs-learner.ts';

/** The learner of the trainer, with the time of its calls counted. */
export function createLearner(settings: real.LearnerSettings): Learner {
  const learner = real.createLearner(settings);
  const timed = async <T>(work: () => Promise<T>) => {
    const start = performance.now();
    const result = await work();
    globalThis.engineSeconds = (globalThis.engineSeconds ?? 0) + (performance.now() - start) / 1000;
    return result;
  };
  return {
    ...learner,
    step: (batch, rate, how) => timed(() => learner.step(batch, rate, how)),
    forward: (batch, how) => timed(() => learner.forward(batch, how)),
  };
}
