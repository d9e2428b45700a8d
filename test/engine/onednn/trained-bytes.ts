/** Trains for a few steps on onednn and prints the digest of every byte of the state and the facts. */
import { createHash } from 'node:crypto';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { createLearner } from '../../../src/training/tfjs-learner.ts';
import { smallBatch, smallImages } from '../../training/batches.ts';

await onednn.prepare();
const learner = createLearner({
  ...{ ...smallImages, model: 'resnet8', width: 16, seed: 1 },
  ...{ momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
});
const digest = createHash('sha256');
// Batches so large that threads share them: 60 · 72 · 16 elements.
for (let i = 0; i < 5; i++)
  for (const values of Object.values(await learner.step(smallBatch(60, i), 0.05)))
    digest.update(values);
for (const { values } of await learner.state()) digest.update(values);
console.log(digest.digest('hex'));
