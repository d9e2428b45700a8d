/** What gallery and sample view say of a sample at one epoch: the bits of core/query/facts.ts as words. */
import { FORGOTTEN, HIDDEN, MOVED_BACK, UNRECORDED, WRONG } from '../../src/core/query/facts.ts';
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

/** Null where no run says anything of it. */
export const recordedStateOf = (facts: number): SampleState | null =>
  facts & UNRECORDED ? null : stateOf(facts);

export const stateOf = (facts: number): SampleState =>
  facts & HIDDEN ? 'hidden' : facts & MOVED_BACK ? 'movedBack' : 'trained';

export type Outcome = 'right' | 'wrong' | 'forgotten';

export const outcomeOf = (facts: number): Outcome =>
  facts & FORGOTTEN ? 'forgotten' : facts & WRONG ? 'wrong' : 'right';
