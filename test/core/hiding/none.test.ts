import { expect, it } from 'vitest';
import { none } from '../../../src/core/hiding/none.ts';
import { ledgerOf, planInput, type Sample } from './ledgers.ts';

it('trains on every sample as it is, whatever is learned and scheduled', () => {
  const learned: Sample = { loss: 0, confidence: 1, correct: 1 };
  const plan = none.plan(planInput(ledgerOf([learned, learned, learned]), { hideFraction: 0.9 }));
  expect(plan).toEqual({
    train: Uint32Array.of(0, 1, 2),
    hidden: new Uint32Array(0),
    movedBack: new Uint32Array(0),
    refresh: new Uint32Array(0),
    scheduledHideFraction: 0,
    learningRateFactor: 1,
  });
});
