/** Every kernel of training and evaluation, on sizes that fill no vector and no line. */
import { prepareEngine } from '../../../../src/engine/engine.ts';
import { models, type ModelName } from '../../../../src/model/registry.ts';
import { createLearner } from '../../../../src/training/tfjs-learner.ts';

const image = { imageHeight: 9, imageWidth: 11, channels: 1, classes: 3 };

await prepareEngine('onednn');
for (const model of Object.keys(models) as ModelName[]) {
  const settings = { seed: 0, momentum: 0.9, nesterov: true, weightDecay: 0.0001 };
  const learner = createLearner({ model, width: 3, ...image, ...settings });
  for (const size of [5, 1, 3]) {
    const batch = {
      samples: new Uint32Array(size),
      pixels: new Float32Array(size * image.imageHeight * image.imageWidth).map((_, i) =>
        Math.sin(i),
      ),
      labels: new Int32Array(size).fill(1),
    };
    await learner.step(batch, 0.1);
    await learner.forward(batch);
  }
  learner.dispose();
}
console.log('done');
