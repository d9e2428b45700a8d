import { formatFigure } from '../lib/format.ts';
import { markWords } from '../lib/states.ts';
import type { Chip, SortKey } from './select.ts';

export const chipWords: Record<Chip, string> = {
  hidden: markWords.hidden,
  movedBack: markWords.movedBack,
  trained: markWords.trained,
  right: 'right',
  wrong: markWords.wrong,
  forgotten: markWords.forgotten,
};

export const chipMeans: Record<Chip, string> = {
  hidden: 'Left out of training in this epoch',
  movedBack: 'A candidate for hiding that trained, as it is not learned well enough',
  trained: 'Trained as usual in this epoch',
  right: 'The predicted class is the label',
  wrong: 'The predicted class is not the label',
  forgotten: 'Right at the epoch before, and now wrong',
};

export const sortWords: Record<SortKey, string> = {
  sample: 'sample',
  loss: 'loss',
  confidence: 'confidence',
  timesHidden: 'times hidden',
  forgetting: 'forgetting events',
};

/** `loss ≤ 0.1`, `loss ≥ 0.1`, `loss 0.1 to 2`. */
export function lossWords({ min, max }: { min: number; max: number }): string {
  if (min <= 0) return `loss ≤ ${formatFigure(max)}`;
  if (max === Infinity) return `loss ≥ ${formatFigure(min)}`;
  return `loss ${formatFigure(min)} to ${formatFigure(max)}`;
}
