/** What gallery and sample view say of a sample at one epoch: the bits of core/query/facts.ts as words. */
import { FORGOTTEN, HIDDEN, MOVED_BACK, UNRECORDED, WRONG } from '../../src/core/query/facts.ts';
import { hasBit } from '../../src/core/ledger/bits.ts';
import type { EpochColumns } from '../../src/core/record/run.ts';
import type { SampleState } from './states.ts';

export {
  EXCLUDED,
  FORGOTTEN,
  HIDDEN,
  MOVED_BACK,
  TAGGED,
  UNRECORDED,
  WRONG,
} from '../../src/core/query/facts.ts';

/** @param before the columns of the epoch before; null at epoch 0 */
export function factsOf(
  columns: Pick<EpochColumns, 'loss' | 'correct' | 'hidden' | 'movedBack'>,
  before: Pick<EpochColumns, 'correct'> | null,
): Uint8Array {
  const facts = new Uint8Array(columns.loss.length);
  for (let sample = 0; sample < facts.length; sample++) {
    const wrong = !hasBit(columns.correct, sample);
    facts[sample] =
      (hasBit(columns.hidden, sample) ? HIDDEN : 0) |
      (hasBit(columns.movedBack, sample) ? MOVED_BACK : 0) |
      (wrong ? WRONG : 0) |
      (wrong && before !== null && hasBit(before.correct, sample) ? FORGOTTEN : 0);
  }
  return facts;
}

/** Null where no run says anything of it. */
export const recordedStateOf = (facts: number): SampleState | null =>
  facts & UNRECORDED ? null : stateOf(facts);

export const stateOf = (facts: number): SampleState =>
  facts & HIDDEN ? 'hidden' : facts & MOVED_BACK ? 'movedBack' : 'trained';

export type Outcome = 'right' | 'wrong' | 'forgotten';

export const outcomeOf = (facts: number): Outcome =>
  facts & FORGOTTEN ? 'forgotten' : facts & WRONG ? 'wrong' : 'right';
