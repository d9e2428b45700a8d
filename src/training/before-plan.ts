/** What some policies need to know of every sample before an epoch can be planned. */
import type { BatchGradients, HidingPolicy } from '../core/hiding/policy.ts';
import { allSamples } from '../core/hiding/select.ts';
import { shuffle } from '../core/random/stream.ts';
import type { Epoch } from './epoch.ts';
import type { Run } from './run.ts';

/** Credits fresh losses to the ledger, or gives the gradients of batches, as the policy asks. */
export async function lookBeforePlan(
  { before }: HidingPolicy,
  run: Run,
  epoch: Epoch,
): Promise<BatchGradients | undefined> {
  const asked = before?.({ epoch: epoch.number, settings: epoch.settings }) ?? null;
  if (asked === null) return undefined;
  const everybody = allSamples(run.ledger.size);
  if (asked === 'gradients') return gradientsOfBatches(run, epoch, everybody);
  for await (const batch of epoch.batches('score', everybody)) {
    epoch.credit(batch.samples, await run.learner.forward(batch, epoch.shown));
    epoch.count(batch.samples.length, 0);
  }
  return undefined;
}

/** Of whole images, without augmentation. */
async function gradientsOfBatches(
  { learner, data }: Run,
  epoch: Epoch,
  everybody: Uint32Array,
): Promise<BatchGradients> {
  const found: { samples: Uint32Array; gradient: Float32Array }[] = [];
  const order = shuffle(everybody, epoch.random('gradient batches'));
  for await (const batch of epoch.batches('score', order)) {
    const gradient = await learner.lastLayerGradient(batch);
    found.push({ samples: batch.samples.slice(), gradient });
    epoch.count(batch.samples.length, 0, data);
  }
  const length = found[0]?.gradient.length ?? 0;
  const gradients = new Float32Array(found.length * length);
  found.forEach(({ gradient }, i) => gradients.set(gradient, i * length));
  return { batches: found.map(({ samples }) => samples), gradients, length };
}
