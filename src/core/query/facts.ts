/** What a tile says of its sample at one moment, one byte a sample. */
import type { wordValues } from './field.ts';

export const HIDDEN = 1;
export const MOVED_BACK = 2;
export const WRONG = 4;
/** Right at the epoch before, and now wrong; always with WRONG. */
export const FORGOTTEN = 8;
/** No run says anything of it: a test sample, or no moment is shown. */
export const UNRECORDED = 16;
/** A person marked it as excluded. */
export const EXCLUDED = 32;
/** It has another tag, a mark or a note. */
export const TAGGED = 64;

/**
 * The facts of a run's samples at one epoch, whose flags are bitsets (core/ledger/bits.ts).
 * @param before the flags of who was right at the epoch before; null at epoch 0
 * @param recorded how many samples the flags are about
 * @param samples how many there are; the others are UNRECORDED
 */
export function factsOf(
  { correct, hidden, movedBack }: Record<'correct' | 'hidden' | 'movedBack', Uint8Array>,
  before: Uint8Array | null,
  recorded: number,
  samples = recorded,
): Uint8Array {
  const facts = new Uint8Array(samples).fill(UNRECORDED, recorded);
  for (let byte = 0, first = 0; first < recorded; byte++, first += 8) {
    const wrong = ~correct[byte];
    const forgotten = before === null ? 0 : wrong & before[byte];
    const end = Math.min(8, recorded - first);
    for (let bit = 0; bit < end; bit++) {
      // Each flag goes to its place: HIDDEN is bit 0, MOVED_BACK 1, WRONG 2, FORGOTTEN 3.
      facts[first + bit] =
        ((hidden[byte] >>> bit) & 1) |
        (((movedBack[byte] >>> bit) & 1) << 1) |
        (((wrong >>> bit) & 1) << 2) |
        (((forgotten >>> bit) & 1) << 3);
    }
  }
  return facts;
}

/** The facts of one sample by epoch, whose flags are a byte an epoch. */
export const factsOfHistory = ({
  hidden,
  movedBack,
  correct,
}: Record<'hidden' | 'movedBack' | 'correct', Uint8Array>): Uint8Array =>
  correct.map(
    (right, i) =>
      (hidden[i] ? HIDDEN : 0) |
      (movedBack[i] ? MOVED_BACK : 0) |
      (right ? 0 : WRONG) |
      (!right && i > 0 && correct[i - 1] ? FORGOTTEN : 0),
  );

type State = (typeof wordValues.state)[number];
export type Outcome = (typeof wordValues.outcome)[number];

/** Of what is recorded. */
export const stateOf = (facts: number): State =>
  facts & HIDDEN ? 'hidden' : facts & MOVED_BACK ? 'movedBack' : 'trained';

/** Null where no run says anything of it. */
export const recordedStateOf = (facts: number): State | null =>
  facts & UNRECORDED ? null : stateOf(facts);

/** Of what is recorded. */
export const outcomeOf = (facts: number): Outcome =>
  facts & FORGOTTEN ? 'forgotten' : facts & WRONG ? 'wrong' : 'right';
