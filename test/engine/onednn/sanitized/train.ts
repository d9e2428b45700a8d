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
    const view = { height: 6, width: 7, resampling: 'frequency' } as const;
    const partner = new Int32Array(size).map((_, i) => size - 1 - i);
    for (const box of [null, { top: 5, left: 2, height: 1, width: 5 }])
      await learner.step(batch, 0.1, {
        weights: new Float32Array(size).fill(2),
        labelSmoothing: 0.1,
        mix: { partner, share: 0.7, box },
        view,
      });
    await learner.scores(batch, 'grand-full');
    await learner.lastLayerGradient(batch);
  }
  learner.dispose();
}
console.log('done');
