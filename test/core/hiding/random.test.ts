import { describe, expect, it } from 'vitest';
import { random } from '../../../src/core/hiding/random.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import { ledgerOf, listsOf, planInput, type Sample } from './ledgers.ts';

const ledger = newLedger(20, 10);
const matched = (hidden: number[]) => ({ match: { run: 1, hidden } });

describe('random hiding', () => {
  it.each([
    [0, 0],
    [0.3, 6],
    [0.34, 6],
    [0.35, 7],
    [0.9, 18],
  ])('hides as many as the fraction %d allows, from epoch 0 on', (hideFraction, count) => {
    for (const epoch of [0, 1, 50]) {
      expect(random.plan(planInput(ledger, { epoch, hideFraction })).hidden).toHaveLength(count);
    }
  });

  it('hides every sample equally often', () => {
    const epochs = 4000;
    const times = new Array<number>(20).fill(0);
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const sample of random.plan(planInput(ledger, { epoch })).hidden) times[sample]++;
    }
    const deviation = Math.sqrt(epochs * 0.3 * 0.7);
    for (const count of times) expect(Math.abs(count - epochs * 0.3)).toBeLessThan(4 * deviation);
  });

  it('does not look at the ledger', () => {
    const learned: Sample = { loss: 0.01, confidence: 0.99, correct: 1 };
    const other = ledgerOf(Array.from({ length: 20 }, () => learned));
    expect(random.plan(planInput(other))).toEqual(random.plan(planInput(ledger)));
  });

  it('hides as many as the matched run did, epoch by epoch', () => {
    const hidden = [0, 5, 12, 19, 1];
    const counts = hidden.map(
      (_, epoch) => random.plan(planInput(ledger, { epoch, ...matched(hidden) })).hidden.length,
    );
    expect(counts).toEqual(hidden);
  });

  it('takes the learning-rate factor from the schedule, matched or not', () => {
    const plan = random.plan(planInput(ledger, { epoch: 1, ...matched([0, 0]) }));
    expect(plan.learningRateFactor).toBeCloseTo(1.4286, 4);
  });

  it('refreshes the hidden samples, and moves nobody back', () => {
    const { hidden, refresh, movedBack } = listsOf(random.plan(planInput(ledger)));
    expect(refresh).toEqual(hidden);
    expect(movedBack).toEqual([]);
  });

  it('leaves the learning rate as it is during warm-up', () => {
    expect(random.plan(planInput(ledger, { epoch: 0 })).learningRateFactor).toBe(1);
  });
});
