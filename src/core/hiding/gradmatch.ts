import type { Parameter } from '../recipe/parameter.ts';
import { definePolicy, type BatchGradients } from './policy.ts';
import { pursuit } from './pursuit.ts';
import { required } from './required.ts';
import { allSamples, partition } from './select.ts';
import { perCent, whole } from './words.ts';

const source = 'https://arxiv.org/abs/2103.00123';

const settings = {
  keepBatches: {
    type: 'number',
    min: 0.01,
    max: 1,
    default: 0.7,
    label: 'batches kept',
    unit: 'fraction of batches',
    help: 'The most batches that are chosen for an epoch, as a fraction of all, rounded up.',
    source,
  },
  pursuitLam: {
    type: 'number',
    min: 0,
    max: 1000,
    default: 0,
    label: 'regularisation of the pursuit',
    help: 'Draws the weights of the chosen batches towards 0 while they are fitted, and so towards each other.',
    source,
  },
} as const satisfies Record<string, Parameter>;

const nobody = new Uint32Array(0);

/** GradMatch, by batches (Killamsetty et al., ICML 2021, arXiv 2103.00123); docs/policies/gradmatch.md is its card. */
export const gradmatch = definePolicy({
  name: 'gradmatch',
  title: 'GradMatch',
  summary:
    'Trains on the weighted batches whose gradients add up to nearly the gradient of all, found anew before every epoch, and hides the others.',
  decides: 'how well the gradient of its batch adds to that of all',
  settings,
  before: () => 'gradients',
  plan({ ledger, settings, gradients }) {
    const weights = weightsOf(ledger.size, required(gradients, 'the gradients of its batches'), {
      keep: settings.keepBatches,
      lam: settings.pursuitLam,
    });
    const everybody = allSamples(ledger.size);
    const [train, hidden] =
      weights === null ? [everybody, nobody] : partition(everybody, (i) => weights[i] > 0);
    return {
      train,
      hidden,
      movedBack: nobody,
      refresh: nobody,
      scheduledHideFraction: 0,
      learningRateFactor: 1,
      ...(weights === null ? {} : { weights }),
    };
  },
  outlook({ samples, settings: { keepBatches }, expectedHidden }) {
    // A pursuit that meets its target early chooses fewer, and batches are chosen whole.
    const hidden = expectedHidden ?? samples - Math.ceil(keepBatches * samples - 1e-9);
    return {
      hidden,
      certainty: 'expected',
      trained: samples - hidden,
      forwarded: samples,
      learningRateFactor: 1,
    };
  },
  explain({ state, hidden, samples, settings: { keepBatches } }) {
    const said = (sentence: string) => ({ figures: null, place: null, sentence });
    if (hidden === 0) {
      return said(
        'Trained: nobody is hidden in this epoch; every batch was chosen, or every gradient was 0.',
      );
    }
    const chosen = `at most ${perCent(keepBatches)} of the batches whose weighted gradients add up to nearly those of all`;
    const count = `${whole(hidden)} of ${whole(samples)} samples are hidden in this epoch`;
    return said(
      state === 'hidden'
        ? `Hidden: its batch is not among ${chosen}; ${count}.`
        : `Trained: its batch is among ${chosen}; ${count}.`,
    );
  },
});

/**
 * By sample, the weight of its batch, scaled so that those of the samples that train are 1 in the
 * mean; 0 for the others. Null where no batch is chosen.
 */
function weightsOf(
  size: number,
  { batches, gradients, length }: BatchGradients,
  { keep, lam }: { keep: number; lam: number },
): Float32Array | null {
  const budget = Math.ceil(keep * batches.length - 1e-9);
  const found = pursuit({ gradients, length, budget, lam });
  let samples = 0;
  let sum = 0;
  batches.forEach((batch, i) => {
    if (found[i] === 0) return;
    samples += batch.length;
    sum += found[i] * batch.length;
  });
  if (samples === 0) return null;
  const weights = new Float32Array(size);
  batches.forEach((batch, i) => {
    for (const sample of batch) weights[sample] = (found[i] * samples) / sum;
  });
  return weights;
}
