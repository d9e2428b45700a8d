/** What a search for a schedule of bandwidths may try, by which rule, and for how long. */
import { z } from 'zod';
import type { Clock } from '../schedule/schedule.ts';
import { PAPER_SIZE } from '../view/side.ts';

const someCandidates = `must be ascending whole numbers from 4 to ${PAPER_SIZE}, at least two, of which the last is ${PAPER_SIZE}`;
const someStages = 'must be a whole number from 2 to 100';
const someRuns = 'must be a whole number of at least 1';

const shared = {
  /**
   * A statement of who searches, where no samples are held out: that the test split of the data set
   * is a validation split, since whatever a schedule is chosen on says nothing of how good it is.
   */
  selectsOn: z.literal('validation', 'must be "validation", or left out').optional(),
  /** Of equal length on the clock of the method. */
  stages: z.int(someStages).min(2, someStages).max(100, someStages).default(5),
  /** Bandwidths of images of 224 pixels a side, as the papers state them; 224 is the whole image. */
  candidates: z
    .array(z.int(someCandidates).min(4, someCandidates), someCandidates)
    .min(2, someCandidates)
    .refine(
      (sides) =>
        sides.every((side, i) => i === 0 || sides[i - 1] < side) && sides.at(-1) === PAPER_SIZE,
      someCandidates,
    )
    .default([96, 128, 160, 192, PAPER_SIZE]),
  budget: z
    .strictObject(
      {
        maxRuns: z.int(someRuns).min(1, someRuns).optional(),
        /** Of the epochs that finished trials recorded, all parts of them. */
        maxSeconds: z.number('must be a number above 0').positive('must be above 0').optional(),
      },
      'must be an object with maxRuns or maxSeconds',
    )
    .default({}),
};
const aTolerance = 'must be a number from 0 to 1';
const greedySchema = z.strictObject({
  method: z.literal('greedy'),
  ...shared,
  /** How far below the plain recipe's accuracy a schedule may be, as a fraction of samples. */
  tolerance: z.number(aTolerance).min(0, aTolerance).max(1, aTolerance).default(0),
});
const sequentialSchema = z.strictObject({ method: z.literal('sequential'), ...shared });

export const searchPlanSchema = z.discriminatedUnion('method', [greedySchema, sequentialSchema], {
  error: ({ code }) =>
    code === 'invalid_union'
      ? 'must be "greedy" or "sequential"'
      : 'must be an object with a method',
});
export type SearchPlan = z.infer<typeof searchPlanSchema>;
export type GreedyPlan = z.infer<typeof greedySchema>;
export type SequentialPlan = z.infer<typeof sequentialSchema>;

export const searchPlanKeys = Object.keys(greedySchema.shape);
export const budgetKeys = ['maxRuns', 'maxSeconds'];

/** What the stages divide: passes over the data set, or compute. */
export const clockOf = ({ method }: SearchPlan): Clock =>
  method === 'greedy' ? 'epoch' : 'compute';
