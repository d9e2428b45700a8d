import { randomStream } from '../../../src/core/random/stream.ts';
import type { ModelName } from '../../../src/model/registry.ts';
import type { Batch } from '../../../src/training/data-source.ts';
import type { LearnerSettings } from '../../../src/training/tfjs-learner.ts';

const CHANNELS = 3;
const CLASSES = 10;

/** A model of width 16 and one batch of noise, as for CIFAR-10. */
export function workload(model: string, batchSize: number, size: number) {
  const random = randomStream({ seed: 0, purpose: 'benchmark' });
  const settings: LearnerSettings = {
    model: model as ModelName,
    width: 16,
    ...{ imageHeight: size, imageWidth: size, channels: CHANNELS, classes: CLASSES },
    ...{ seed: 0, momentum: 0.9, nesterov: false, weightDecay: 0.0005 },
  };
  const batch: Batch = {
    samples: new Uint32Array(batchSize),
    pixels: new Float32Array(batchSize * size * size * CHANNELS).map(() => random.normal()),
    labels: new Int32Array(batchSize).map(() => random.below(CLASSES)),
  };
  return { settings, batch };
}
