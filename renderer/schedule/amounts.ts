/** What each pass of a plan takes against a plain epoch: all samples whole, forward and backward. */
import { operations, type Amounts } from '../../src/core/forecast/forecast.ts';
import { formatCount, formatFigure, formatLarge, formatNumber } from '../lib/format.ts';
import type { DraftForecast } from './forecast.ts';

export type Quantity = 'forward' | 'backward' | 'operations';

export const quantities: Record<Quantity, { label: string; noun: string; why: string }> = {
  forward: {
    label: 'forward',
    noun: 'samples forward',
    why: 'Samples that are forwarded: to score, to train and to refresh. The evaluation is not counted.',
  },
  backward: {
    label: 'backward',
    noun: 'backward',
    why: 'Samples that are learned from as well.',
  },
  operations: {
    label: 'pixel-operations',
    noun: 'pixel-operations',
    why: 'Pixels at the size at which they are shown: forward counts 1 a pixel, backward 2.',
  },
};
export const quantityNames = Object.keys(quantities) as Quantity[];

const amountOf = (quantity: Quantity, { forward, backward, pixels }: Amounts): number =>
  quantity === 'operations' ? operations(pixels) : { forward, backward }[quantity];

const plainOf = (made: DraftForecast, quantity: Quantity): number =>
  amountOf(quantity, made.baseline) / made.epochs;

/** Of a plain epoch, by pass; null where the size of the images is not known. */
export function sharesOf(made: DraftForecast, quantity: Quantity): Float64Array | null {
  if (quantity === 'operations' && made.compute === null) return null;
  const plain = plainOf(made, quantity);
  return Float64Array.from(made.passes, ({ amounts }) => amountOf(quantity, amounts) / plain);
}

/** What a pass takes: `2,100`, `at least 5.12M`; without samples to count, a share of a plain epoch. */
export function amountWords(made: DraftForecast, quantity: Quantity, pass: number): string {
  const { bound, amount } = figureOf(made, quantity, pass);
  const of = made.samples === null && amount !== null ? ' of a plain epoch' : '';
  return `${bound ? 'at least ' : ''}${amount ?? 'not known'}${of}`;
}

/** The same where room is short and the share needs no word: `≥ 5.12M`. */
export function amountFigure(made: DraftForecast, quantity: Quantity, pass: number): string {
  const { bound, amount } = figureOf(made, quantity, pass);
  return `${bound ? '≥ ' : ''}${amount ?? '–'}`;
}

function figureOf(made: DraftForecast, quantity: Quantity, pass: number) {
  if (quantity === 'operations' && made.compute === null) return { bound: false, amount: null };
  const { amounts, hidden } = made.passes[pass];
  const amount = amountOf(quantity, amounts);
  const format = quantity === 'operations' ? formatLarge : formatCount;
  return {
    bound: hidden.certainty === 'at most' && quantity !== 'forward',
    amount: made.samples === null ? formatFigure(amount / plainOf(made, quantity)) : format(amount),
  };
}

/** All that the chart shows, as sentences: what the pass at the cursor takes, and how far passes go. */
export function chartWords(made: DraftForecast, cursor: number): string {
  const here = quantityNames.map(
    (quantity) => `${amountWords(made, quantity, cursor)} ${quantities[quantity].noun}`,
  );
  const shares = sharesOf(made, 'operations');
  const range = shares === null ? '' : ` ${rangeWords(shares)}`;
  return `What each pass takes. Pass ${cursor}: ${here.join(', ')}.${range}`;
}

function rangeWords(shares: Float64Array): string {
  const [least, most] = [extreme(shares, Math.min), extreme(shares, Math.max)].map(formatFigure);
  const passes = formatNumber(shares.length, 'pass', 'passes');
  return `Over ${passes}, pixel-operations are ${least === most ? least : `${least} to ${most}`} of those of a plain epoch.`;
}

const extreme = (values: Float64Array, of: (one: number, other: number) => number): number =>
  values.reduce((one, other) => of(one, other));
