/** Scores of every sample by models of their own, before a run's first epoch. */
import { heldOutCount, preludeCost } from '../core/hiding/cost.ts';
import type { Prelude, PreludeResult } from '../core/hiding/policy.ts';
import { allSamples, complement } from '../core/hiding/select.ts';
import { credit, newLedger } from '../core/ledger/ledger.ts';
import { choose, randomStream, shuffle } from '../core/random/stream.ts';
import { evaluate } from '../core/schedule/evaluate.ts';
import type { Epoch } from './epoch.ts';
import type { Run } from './run.ts';

/**
 * Trains the models as the run would, on whole images without augmentation, and takes the mean of
 * their scores. A model whose score is of its losses trains along the whole learning-rate curve,
 * squeezed into its epochs; the others go along its beginning and stop early, as their papers do,
 * unless they train for longer than the run: its curve is then too short for them, and squeezed too.
 */
export async function scoreSamples(
  prelude: Prelude,
  run: Run,
  epoch: Epoch,
): Promise<PreludeResult> {
  const { recipe, data, newLearner } = run;
  const samples = data.count.train;
  const heldOut = choose(
    samples,
    heldOutCount(prelude.holdOut, samples),
    randomStream({ seed: recipe.seed, purpose: 'hold out' }),
  );
  const everybody = allSamples(samples);
  const trained = prelude.holdOut === 0 ? everybody : heldOut;
  const scored = complement(samples, heldOut);
  const { forward: total } = preludeCost(prelude, samples);
  const whole = recipe.epochs / prelude.epochs;
  const squeeze = prelude.score === 'loss' ? whole : Math.min(1, whole);

  const sums = new Float64Array(samples);
  let done = 0;
  for (let model = 0; model < prelude.models && !run.stopRequested(); model++) {
    const purpose = `prelude ${model}`;
    const learner = newLearner(randomStream({ seed: recipe.seed, purpose }).uint32());
    try {
      const ledger = newLedger(samples, data.classes);
      const everRight = new Uint8Array(samples);
      for (let pass = 0; pass < prelude.epochs; pass++) {
        const order = shuffle(
          trained.slice(),
          randomStream({ seed: recipe.seed, purpose: `${purpose} order`, epoch: pass }),
        );
        let seen = 0;
        for await (const batch of epoch.batches('score', order, { total, doneBefore: done })) {
          const at = Math.min((pass + seen / order.length) * squeeze, recipe.epochs);
          const facts = await learner.step(batch, evaluate(epoch.schedule.tracks.learningRate, at));
          const wrong = credit(ledger, batch.samples, data.trainLabels, facts);
          if (wrong !== -1) throw epoch.lossNotFinite('train', wrong);
          for (const sample of batch.samples) everRight[sample] |= ledger.correct[sample];
          seen += batch.samples.length;
        }
        epoch.count(seen, seen, data);
        done += order.length;
      }
      if (prelude.score === 'forgetting') {
        for (let i = 0; i < samples; i++) {
          sums[i] += everRight[i] === 1 ? ledger.forgetting[i] : Infinity;
        }
        continue;
      }
      let seen = 0;
      for await (const batch of epoch.batches('score', scored, { total, doneBefore: done })) {
        const scores =
          prelude.score === 'loss'
            ? (await learner.forward(batch)).loss
            : await learner.scores(batch, prelude.score);
        scores.forEach((score, i) => {
          if (!Number.isFinite(score)) throw epoch.lossNotFinite('train', batch.samples[i]);
          sums[batch.samples[i]] += score;
        });
        seen += scores.length;
      }
      epoch.count(seen, prelude.score === 'grand-full' ? seen : 0, data);
      done += scored.length;
    } finally {
      learner.dispose();
    }
  }
  return {
    scores: Float32Array.from(sums, (sum) => sum / prelude.models),
    heldOut,
  };
}
