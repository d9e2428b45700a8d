import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credit, newLedger, newPredicted } from '../../../src/core/ledger/ledger.ts';
import { randomStream, shuffle } from '../../../src/core/random/stream.ts';

type Fact = { label: number; loss: number; confidence: number; predicted: number };

const factOf: fc.Arbitrary<Fact> = fc.record({
  label: fc.nat(3),
  loss: fc.float({ min: 0, max: 20, noNaN: true }),
  confidence: fc.float({ min: 0, max: 1, noNaN: true }),
  predicted: fc.nat(3),
});

/** Credits the facts of `order`'s samples, `batchSize` at a time. */
function creditAll(facts: readonly Fact[], order: readonly number[], batchSize: number) {
  const ledger = newLedger(facts.length, 4);
  const labels = facts.map(({ label }) => label);
  for (let start = 0; start < order.length; start += batchSize) {
    const samples = order.slice(start, start + batchSize);
    credit(ledger, Uint32Array.from(samples), labels, {
      loss: Float32Array.from(samples, (sample) => facts[sample].loss),
      confidence: Float32Array.from(samples, (sample) => facts[sample].confidence),
      predicted: Int32Array.from(samples, (sample) => facts[sample].predicted),
    });
  }
  return ledger;
}

/** Credits sample 0 once for each predicted class; its label is 1. */
function predictions(...classes: number[]) {
  const ledger = newLedger(1, 3);
  for (const predicted of classes) {
    credit(ledger, Uint32Array.of(0), [1], {
      loss: Float32Array.of(0.5),
      confidence: Float32Array.of(0.5),
      predicted: Int32Array.of(predicted),
    });
  }
  return ledger;
}

describe('a new ledger', () => {
  it('counts nothing as learned: loss 1, not correct, confidence 0', () => {
    const ledger = newLedger(3, 10);
    expect(ledger.loss).toEqual(Float32Array.of(1, 1, 1));
    expect(ledger.correct).toEqual(new Uint8Array(3));
    expect(ledger.confidence).toEqual(new Float32Array(3));
    expect(ledger.forgetting).toEqual(new Uint16Array(3));
    expect(ledger.timesHidden).toEqual(new Uint16Array(3));
  });

  it('may be empty', () => {
    expect(newLedger(0, 10).loss).toHaveLength(0);
  });

  it('keeps predicted classes in a byte up to 256 classes', () => {
    expect(newPredicted(1, 256)).toBeInstanceOf(Uint8Array);
    expect(newPredicted(1, 257)).toBeInstanceOf(Uint16Array);
  });
});

describe('credit', () => {
  it('gives the same facts to the same samples whatever their order and batches', () => {
    fc.assert(
      fc.property(
        fc.array(factOf, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (facts, batchSize, seed) => {
          const inOrder = [...facts.keys()];
          const random = randomStream({ seed, purpose: 'test' });
          const permuted = [...shuffle(Uint32Array.from(inOrder), random)];
          const ledger = creditAll(facts, permuted, batchSize);
          expect(ledger).toEqual(creditAll(facts, inOrder, facts.length));
          expect([...ledger.loss]).toEqual(facts.map(({ loss }) => loss));
          expect([...ledger.confidence]).toEqual(facts.map(({ confidence }) => confidence));
          expect([...ledger.predicted]).toEqual(facts.map(({ predicted }) => predicted));
          expect([...ledger.correct]).toEqual(
            facts.map(({ predicted, label }) => (predicted === label ? 1 : 0)),
          );
        },
      ),
    );
  });

  it('leaves samples that are not in the batch alone', () => {
    const facts: Fact[] = Array.from({ length: 3 }, () => ({
      label: 1,
      loss: 0.25,
      confidence: 0.75,
      predicted: 1,
    }));
    const ledger = creditAll(facts, [1], 1);
    expect(ledger.loss).toEqual(Float32Array.of(1, 0.25, 1));
    expect(ledger.correct).toEqual(Uint8Array.of(0, 1, 0));
  });

  it.each([
    ['never seen right', [0, 0, 2], 0],
    ['learned and kept', [0, 1, 1], 0],
    ['forgotten once, however long it stays wrong', [1, 0, 0, 2], 1],
    ['forgotten, learned again and forgotten again', [1, 0, 1, 1, 2], 2],
  ])('counts forgetting where a sample is %s', (_, classes, forgetting) => {
    expect(predictions(...classes).forgetting[0]).toBe(forgetting);
  });

  it('does not count hiding, which is for whoever carries out the plan', () => {
    expect(predictions(1, 0, 1).timesHidden[0]).toBe(0);
  });

  it.each([NaN, Infinity, -Infinity])('credits nothing and names the sample at %d', (loss) => {
    const ledger = newLedger(5, 4);
    const found = credit(ledger, Uint32Array.of(4, 2, 0), [0, 0, 0, 0, 0], {
      loss: Float32Array.of(0.5, loss, loss),
      confidence: Float32Array.of(0.5, 0.5, 0.5),
      predicted: Int32Array.of(0, 0, 0),
    });
    expect(found).toBe(2);
    expect(ledger).toEqual(newLedger(5, 4));
  });

  it('answers -1 where every loss is finite', () => {
    const found = credit(newLedger(1, 2), Uint32Array.of(0), [0], {
      loss: Float32Array.of(3e38),
      confidence: Float32Array.of(0.5),
      predicted: Int32Array.of(1),
    });
    expect(found).toBe(-1);
  });

  it('keeps a class number above 255 where there are more than 256 classes', () => {
    const ledger = newLedger(1, 1000);
    credit(ledger, Uint32Array.of(0), [999], {
      loss: Float32Array.of(0.5),
      confidence: Float32Array.of(0.5),
      predicted: Int32Array.of(999),
    });
    expect([ledger.predicted[0], ledger.correct[0]]).toEqual([999, 1]);
  });
});
