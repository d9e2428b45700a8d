import fc from 'fast-check';
import type { Plan, PlanInput } from '../../../src/core/hiding/policy.ts';
import { newLedger, type Ledger } from '../../../src/core/ledger/ledger.ts';
import { randomStream } from '../../../src/core/random/stream.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';

/** What a policy looks at in a sample. */
export type Sample = { loss: number; confidence: number; correct: 0 | 1 };

export function ledgerOf(samples: readonly Sample[]): Ledger {
  const ledger = newLedger(samples.length, 10);
  samples.forEach(({ loss, confidence, correct }, i) => {
    ledger.loss[i] = loss;
    ledger.confidence[i] = confidence;
    ledger.correct[i] = correct;
  });
  return ledger;
}

/** The neighbours of a positive float32. */
const neighbour = (value: number, step: 1 | -1) => {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] += step;
  return new Float32Array(bits.buffer)[0];
};

const TAU = Math.fround(0.7);

/** Few different values, so that ties and the threshold itself come up often. */
const sample: fc.Arbitrary<Sample> = fc.record({
  loss: fc.oneof(
    fc.constantFrom(0, -0, 0.25, 0.5, neighbour(0.5, 1), 1, 1.4e-45, 3.4e38).map(Math.fround),
    fc.float({ min: 0, max: 20, noNaN: true }),
  ),
  confidence: fc.oneof(
    fc.constantFrom(0, 0.69, TAU, neighbour(TAU, -1), neighbour(TAU, 1), 1).map(Math.fround),
    fc.float({ min: 0, max: 1, noNaN: true }),
  ),
  correct: fc.constantFrom(0, 1, 1),
});

export const ledgers: fc.Arbitrary<Ledger> = fc
  .array(sample, { maxLength: 80 })
  .map((samples) => ledgerOf(samples));

/** Hide fractions that a recipe may have, with those of the default schedule often among them. */
export const hideFractions = fc.oneof(
  fc.constantFrom(0, 0.3, 0.24, 0.18, 0.12, 0.5),
  fc.double({ min: 0, max: 0.999, noNaN: true }),
);

export const planInput = (ledger: Ledger, given: Partial<PlanInput> = {}): PlanInput => ({
  epoch: 1,
  epochs: 21,
  ledger,
  hideFraction: 0.3,
  settings: defaultRecipe(),
  match: null,
  random: (purpose) => randomStream({ seed: 1, purpose, epoch: given.epoch ?? 1 }),
  ...given,
});

/** A plan's lists as plain arrays, which compare and print well. */
export const listsOf = ({ train, hidden, movedBack, refresh }: Plan) => ({
  train: [...train],
  hidden: [...hidden],
  movedBack: [...movedBack],
  refresh: [...refresh],
});

export const numbersBelow = (size: number) => Array.from({ length: size }, (_, i) => i);

/** A ledger of samples that were forwarded, and of which only the loss matters. */
export const ledgerOfLosses = (losses: readonly number[]): Ledger =>
  ledgerOf(losses.map((loss) => ({ loss, confidence: 0.5, correct: 1 })));

/** How often each of `samples` is in the lists that `list` gives for epochs 1 … `epochs`. */
export function timesIn(
  samples: number,
  epochs: number,
  list: (epoch: number) => Uint32Array,
): number[] {
  const times = new Array<number>(samples).fill(0);
  for (let epoch = 1; epoch <= epochs; epoch++) for (const sample of list(epoch)) times[sample]++;
  return times;
}
