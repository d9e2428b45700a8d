import type { RandomStream } from '../random/stream.ts';
import type { Parameter } from '../recipe/parameter.ts';
import { definePolicy, type ExplainInput, type Explanation, type Plan } from './policy.ts';
import { allSamples } from './select.ts';
import { whole } from './words.ts';

const LARGEST_FLOAT32 = 2 ** 128 - 2 ** 104;

const settings = {
  unbiased: {
    type: 'boolean',
    default: false,
    label: 'unbiased weights',
    help: 'Divide the loss of a drawn sample by what its chance is of the average chance, so that the gradient stays what it was on average.',
    source: 'https://arxiv.org/abs/2310.10102',
  },
} as const satisfies Record<string, Parameter>;

/** Importance sampling with replacement, as KAKURENBO is compared with it; docs/policies/iswr.md is its card. */
export const iswr = definePolicy({
  name: 'iswr',
  title: 'Importance sampling',
  summary:
    'Forwards every sample before each epoch, and draws as many as there are, with repeats, in proportion to their loss.',
  decides: 'lots in proportion to its loss just before the epoch',
  settings,
  before: ({ epoch }) => (epoch === 0 ? null : 'losses'),
  plan({ epoch, ledger: { size, loss }, settings: { unbiased }, random }) {
    const nobody = new Uint32Array(0);
    const plan: Plan = {
      train: allSamples(size),
      hidden: nobody,
      movedBack: nobody,
      refresh: nobody,
      scheduledHideFraction: 0,
      learningRateFactor: 1,
    };
    if (epoch === 0 || size === 0) return plan;

    // Where every loss is 0, nobody is more likely than others.
    const chances = loss.some((value) => value > 0) ? loss : new Float32Array(size).fill(1);
    const total = sum(chances);
    const { draws, drawn, others } = drawInProportion(chances, total, random('draw'));
    plan.draws = draws;
    plan.train = drawn;
    plan.hidden = others;
    if (unbiased) {
      const weights = new Float32Array(size);
      const mean = total / size;
      for (const sample of drawn) {
        weights[sample] = Math.min(mean / chances[sample], LARGEST_FLOAT32);
      }
      plan.weights = weights;
    }
    return plan;
  },
  outlook: ({ epoch, samples, expectedHidden }) => ({
    hidden: epoch === 0 ? 0 : Math.min(expectedHidden ?? samples, samples - 1),
    certainty: epoch === 0 ? 'exact' : 'at most',
    // Repeats are trained on as often as they are drawn.
    trained: samples,
    forwarded: epoch === 0 ? 0 : samples,
    learningRateFactor: 1,
  }),
  explain,
});

function sum(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/**
 * As many independent draws as there are weights, of i with probability weights[i] / total; those
 * of weight 0 never. `drawn` are the different ones among the draws, and all lists ascend.
 * O(N): the running sums of N + 1 exponential variables, over the last of them, are distributed as
 * N sorted uniform ones, so one walk along the running sums of the weights places them all.
 */
function drawInProportion(
  weights: Float32Array,
  total: number,
  random: RandomStream,
): { draws: Uint32Array; drawn: Uint32Array; others: Uint32Array } {
  const size = weights.length;
  const sums = new Float64Array(size + 1);
  for (let i = 0, running = 0; i <= size; i++) {
    running -= Math.log((random.uint32() + 0.5) / 2 ** 32);
    sums[i] = running;
  }
  const scale = total / sums[size];
  const draws = new Uint32Array(size);
  const drawn = new Uint32Array(size);
  const others = new Uint32Array(size);
  let done = 0;
  let drawnCount = 0;
  let otherCount = 0;
  for (let i = 0, end = 0; i < size; i++) {
    end += weights[i];
    const before = done;
    while (done < size && sums[done] * scale < end) draws[done++] = i;
    if (done > before) drawn[drawnCount++] = i;
    else others[otherCount++] = i;
  }
  // Rounding may leave the last of very many draws a hair above the sum of all weights.
  draws.fill(drawn[drawnCount - 1], done);
  return { draws, drawn: drawn.slice(0, drawnCount), others: others.slice(0, otherCount) };
}

function explain({ state, samples, hidden, before }: ExplainInput): Explanation {
  const said = (sentence: string): Explanation => ({ figures: null, place: null, sentence });
  if (before === null) return said('Trained: in epoch 0 every sample trains once.');
  const draws = `the ${whole(samples)} draws with repeats, in proportion to the loss just before the epoch`;
  return said(
    state === 'hidden'
      ? `Hidden: in none of ${draws}, as ${whole(hidden)} of ${whole(samples)} samples are.`
      : `Trained: in at least one of ${draws}; ${whole(hidden)} of ${whole(samples)} samples are in none.`,
  );
}
