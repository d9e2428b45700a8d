import type { HidingPolicy, PreludeResult } from '../core/hiding/policy.ts';
import { complement } from '../core/hiding/select.ts';
import type { SampleFacts } from '../core/ledger/ledger.ts';
import { partOf, type Batch } from './data-source.ts';
import type { Epoch } from './epoch.ts';
import type { Run } from './run.ts';

/**
 * The part of a batch that is learned from, where the policy chooses batch by batch after a forward
 * pass; the others are marked in `hidden`. Whoever is learned from has its facts from that step, and
 * the others from this pass.
 */
export async function chooseInBatch(
  { batchRule }: HidingPolicy,
  { ledger, learner }: Run,
  epoch: Epoch,
  batch: Batch,
  {
    step,
    progress,
    hidden,
    prelude,
  }: { step: number; progress: number; hidden: Uint8Array; prelude: PreludeResult | undefined },
): Promise<Batch> {
  const { settings, shown } = epoch;
  if (batchRule?.applies({ progress, step, settings }) !== true) return batch;
  const { samples } = batch;
  const facts = await learner.forward(batch, shown);
  epoch.count(samples.length, 0);
  const places = batchRule.choose({
    ...{ samples, loss: facts.loss, ledger, settings, prelude },
    random: epoch.random('choose in batch', step),
  });
  const others = complement(samples.length, places);
  epoch.credit(
    others.map((place) => samples[place]),
    factsAt(facts, others),
  );
  for (const place of others) hidden[samples[place]] = 1;
  return partOf(batch, places);
}

const factsAt = (
  { loss, confidence, predicted }: SampleFacts,
  places: Uint32Array,
): SampleFacts => ({
  loss: Float32Array.from(places, (place) => loss[place]),
  confidence: Float32Array.from(places, (place) => confidence[place]),
  predicted: Int32Array.from(places, (place) => predicted[place]),
});
