import { randomStream } from '../core/random/stream.ts';
import type { ModelName } from '../model/registry.ts';
import type { Batch } from './data-source.ts';
import { createLearner } from './tfjs-learner.ts';

/** What is trained, and how much at a time. */
export type Workload = {
  model: ModelName;
  width: number;
  batch: number;
  imageHeight: number;
  imageWidth: number;
  channels: number;
  classes: number;
};

/**
 * How fast the prepared engine trains and evaluates, measured on made-up pixels: one step of each to
 * warm up, then for `seconds` each, at least one step.
 */
export async function measureSpeed(
  workload: Workload,
  seconds: number,
): Promise<{ trainImagesPerSecond: number; forwardImagesPerSecond: number }> {
  const { batch: size, imageHeight, imageWidth, channels, classes } = workload;
  const random = randomStream({ seed: 0, purpose: 'calibration' });
  const batch: Batch = {
    samples: new Uint32Array(size),
    pixels: new Float32Array(size * imageHeight * imageWidth * channels).map(() => random.normal()),
    labels: new Int32Array(size).map(() => random.below(classes)),
  };
  const learner = createLearner({
    ...workload,
    seed: 0,
    momentum: 0.9,
    nesterov: false,
    weightDecay: 0.0005,
  });
  const imagesPerSecond = async (work: () => Promise<unknown>) => {
    await work();
    const start = performance.now();
    let images = 0;
    let elapsed = 0;
    do {
      await work();
      images += size;
      elapsed = (performance.now() - start) / 1000;
    } while (elapsed < seconds);
    return images / elapsed;
  };
  try {
    return {
      trainImagesPerSecond: await imagesPerSecond(() => learner.step(batch, 0.01)),
      forwardImagesPerSecond: await imagesPerSecond(() => learner.forward(batch)),
    };
  } finally {
    learner.dispose();
  }
}
