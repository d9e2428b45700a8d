import type { EpochColumns, EpochRecord } from '../record/run.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { hasBit } from '../ledger/bits.ts';
import { hideCount } from './cost.ts';

/** What a policy that looks at losses saw of a sample before it decided. */
export type HidingFigures = {
  /** Lagging loss, from the last time the sample was forwarded. */
  loss: number;
  /** From 1, by (loss, sample) among all samples. */
  rank: number;
  /** N. */
  samples: number;
  /** K, how many of the lowest losses were looked at. */
  candidates: number;
  candidate: boolean;
  correct: boolean;
  confidence: number;
  /** As float32, as it was compared. */
  tau: number;
};

export type Explanation = {
  state: 'trained' | 'hidden' | 'movedBack';
  /** Null where the policy does not look at the sample. */
  figures: HidingFigures | null;
  /** Why, as one sentence with its figures. */
  sentence: string;
};

export type ExplainInput = {
  sample: number;
  recipe: Pick<Recipe, 'policy' | 'tau' | 'match'>;
  record: Pick<EpochRecord, 'epoch' | 'scheduledHideFraction' | 'hidden'>;
  columns: Pick<EpochColumns, 'loss' | 'hidden'>;
  /** Of the epoch before; null at epoch 0, before which nothing was forwarded. */
  before: Pick<EpochColumns, 'loss' | 'confidence' | 'correct'> | null;
};

/** Why a sample was or was not hidden in an epoch. O(N), for the rank. */
export function explain(input: ExplainInput): Explanation {
  const { sample, recipe, record, columns } = input;
  const samples = columns.loss.length;
  switch (recipe.policy) {
    case 'none':
      return {
        state: 'trained',
        figures: null,
        sentence: 'Trained: this run hides nothing, so every sample trains in every epoch.',
      };
    case 'random': {
      const hidden = hasBit(columns.hidden, sample);
      const drawn = `${whole(record.hidden)} of ${whole(samples)} samples`;
      const matched = recipe.match === null ? '' : `, as many as run ${recipe.match.run} hid`;
      return {
        state: hidden ? 'hidden' : 'trained',
        figures: null,
        sentence: hidden
          ? `Hidden: among the ${drawn} drawn at random${matched}; its loss had no say.`
          : `Trained: not among the ${drawn} drawn at random to be hidden${matched}; its loss had no say.`,
      };
    }
    case 'kakurenbo':
      return explainKakurenbo(input, samples);
  }
}

function explainKakurenbo(
  { sample, recipe, record, before }: ExplainInput,
  samples: number,
): Explanation {
  const tau = Math.fround(recipe.tau);
  const candidates = hideCount(record.scheduledHideFraction, samples);
  // Before the first forward pass every loss is 1 and no sample is right: see newLedger.
  const loss = before?.loss[sample] ?? 1;
  const rank = before === null ? sample + 1 : rankOf(before.loss, sample);
  const correct = before !== null && hasBit(before.correct, sample);
  const confidence = before?.confidence[sample] ?? 0;
  const candidate = rank <= candidates;
  const figures = { loss, rank, samples, candidates, candidate, correct, confidence, tau };

  if (candidates === 0) {
    const sentence = `Trained: the schedule hides nothing at epoch ${record.epoch}.`;
    return { state: 'trained', figures, sentence };
  }
  if (!candidate) {
    const sentence =
      before === null
        ? 'Trained: nothing was forwarded before epoch 0, so nothing counts as learned.'
        : `Trained: loss ${figure(loss)}, rank ${whole(rank)} of ${whole(samples)}; only the ${whole(candidates)} lowest are candidates.`;
    return { state: 'trained', figures, sentence };
  }
  if (before === null) {
    const sentence = `Moved back: candidate ${whole(rank)} of ${whole(candidates)} by number alone, as nothing was forwarded before epoch 0.`;
    return { state: 'movedBack', figures, sentence };
  }
  const place = `loss ${figure(loss)}, rank ${whole(rank)} of ${whole(candidates)} candidates`;
  const sure = confidence >= tau;
  const [sureness, limit] = apart(confidence, tau);
  if (!correct) {
    const sentence = `Moved back: ${place}, but wrong with confidence ${sureness}.`;
    return { state: 'movedBack', figures, sentence };
  }
  return sure
    ? {
        state: 'hidden',
        figures,
        sentence: `Hidden: ${place}, right with confidence ${sureness} ≥ ${limit}.`,
      }
    : {
        state: 'movedBack',
        figures,
        sentence: `Moved back: ${place}, right, but with confidence ${sureness} < ${limit}.`,
      };
}

/** The place of a sample by (loss, sample), from 1. */
function rankOf(loss: Float32Array, sample: number): number {
  const own = loss[sample];
  let rank = 1;
  for (let i = 0; i < sample; i++) if (loss[i] <= own) rank++;
  for (let i = sample + 1; i < loss.length; i++) if (loss[i] < own) rank++;
  return rank;
}

const whole = (count: number): string => count.toLocaleString('en-US');
const figure = (value: number): string => String(Number(value.toPrecision(3)));

/** Two numbers with two decimals, or as many as tell them apart. */
function apart(a: number, b: number): [string, string] {
  // Nine significant digits tell any two float32 apart.
  for (let decimals = 2; decimals < 9; decimals++) {
    const [x, y] = [a.toFixed(decimals), b.toFixed(decimals)];
    if (x !== y || a === b) return [x, y];
  }
  return [a.toPrecision(9), b.toPrecision(9)];
}
