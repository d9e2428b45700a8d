import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forget } from '../../../src/core/hiding/forget.ts';
import { credit, newLedger, type Ledger } from '../../../src/core/ledger/ledger.ts';
import { randomStream } from '../../../src/core/random/stream.ts';
import { defaultRecipe, type Recipe } from '../../../src/core/recipe/recipe.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { explained } from './explained.ts';
import { hideFractions, listsOf, numbersBelow, planInput } from './ledgers.ts';

const settingsOf = (given: Partial<Recipe>) => ({ ...defaultRecipe(), ...given });
const modes = ['online', 'offline', 'original'] as const;

/** The order of the card: fewest events first, and among equals by the golden ratio. */
function fewest(events: readonly number[], count: number): number[] {
  const place = (sample: number) => Math.fround(Number((BigInt(sample) * 2654435769n) % 2n ** 32n));
  // Infinity less Infinity is no number: compare, then subtract.
  const compare = (a: number, b: number) =>
    events[a] === events[b] ? place(a) - place(b) || a - b : events[a] - events[b];
  return numbersBelow(events.length)
    .sort(compare)
    .slice(0, count)
    .sort((a, b) => a - b);
}

type Seen = { forgetting: number; correct: number };
function ledgerSeen(samples: readonly Seen[]): Ledger {
  const ledger = newLedger(samples.length, 10);
  samples.forEach(({ forgetting, correct }, i) => {
    ledger.forgetting[i] = forgetting;
    ledger.correct[i] = correct;
    ledger.confidence[i] = 0.5;
  });
  return ledger;
}
const seen: fc.Arbitrary<Seen[]> = fc.array(
  fc.record({ forgetting: fc.constantFrom(0, 0, 0, 1, 2, 300), correct: fc.constantFrom(0, 1) }),
  { maxLength: 60 },
);

/** Credits an epoch of made-up predictions: sample i is right the likelier, the larger its number. */
function trainOn(ledger: Ledger, samples: Uint32Array, epoch: number): void {
  const labels = new Uint8Array(ledger.size);
  const lots = numbersBelow(ledger.size).map((index) =>
    randomStream({ seed: 3, purpose: 'predictions', epoch, index }).float(),
  );
  credit(ledger, samples, labels, {
    loss: new Float32Array(samples.length).fill(0.5),
    confidence: new Float32Array(samples.length).fill(0.5),
    predicted: Int32Array.from(samples, (sample) => (lots[sample] < sample / ledger.size ? 0 : 1)),
  });
}

describe('forgetting events', () => {
  it.each(['hide', 'keep'] as const)(
    'hide exactly the fewest where never learned is set to %s',
    (neverLearned) => {
      fc.assert(
        fc.property(seen, hideFractions, (samples, hideFraction) => {
          const ledger = ledgerSeen(samples);
          const input = planInput(ledger, {
            epoch: 5,
            hideFraction,
            settings: settingsOf({ neverLearned }),
          });
          const events = samples.map(({ forgetting, correct }) =>
            neverLearned === 'keep' && forgetting === 0 && correct === 0 ? Infinity : forgetting,
          );
          const count = Math.floor(hideFraction * samples.length + 1e-9);
          expect([...forget.plan(input).hidden]).toEqual(fewest(events, count));
        }),
        { numRuns: 300 },
      );
    },
  );

  it('tell from no event and a wrong prediction that a sample was never right', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (rights) => {
        const ledger = newLedger(1, 2);
        for (const right of rights) {
          credit(ledger, Uint32Array.of(0), [1], {
            loss: Float32Array.of(0.5),
            confidence: Float32Array.of(0.5),
            predicted: Int32Array.of(right ? 1 : 0),
          });
        }
        const never = ledger.forgetting[0] === 0 && ledger.correct[0] === 0;
        expect(never).toBe(!rights.includes(true));
      }),
    );
  });

  it.each([
    ['hide', [0, 1]],
    ['keep', [1, 2]],
  ] as const)('with never learned set to %s hide %j of four', (neverLearned, hidden) => {
    const ledger = ledgerSeen([
      { forgetting: 0, correct: 0 },
      { forgetting: 0, correct: 1 },
      { forgetting: 1, correct: 0 },
      { forgetting: 2, correct: 1 },
    ]);
    const settings = settingsOf({ neverLearned });
    const plan = forget.plan(planInput(ledger, { epoch: 5, hideFraction: 0.5, settings }));
    expect([...plan.hidden]).toEqual(hidden);
  });

  it('hide as many of every class where all counts are equal and samples are sorted by class', () => {
    const size = 1000;
    const ledger = ledgerSeen(numbersBelow(size).map(() => ({ forgetting: 0, correct: 1 })));
    const { hidden } = forget.plan(planInput(ledger, { epoch: 5, hideFraction: 0.3 }));
    const perClass = new Array<number>(10).fill(0);
    for (const sample of hidden) perClass[Math.floor(sample / 100)]++;
    for (const count of perClass) expect(Math.abs(count - 30)).toBeLessThanOrEqual(2);
  });

  it('leave the learning rate as it is', () => {
    expect(forget.plan(planInput(newLedger(9, 2), { epoch: 9 })).learningRateFactor).toBe(1);
  });
});

describe('forgetting online', () => {
  it('hides nobody in the static epochs, whatever the schedule', () => {
    const settings = settingsOf({ staticEpochs: 3 });
    const hidden = numbersBelow(5).map(
      (epoch) => forget.plan(planInput(newLedger(10, 2), { epoch, settings })).hidden.length,
    );
    expect(hidden).toEqual([0, 0, 0, 3, 3]);
  });

  it('refreshes whom it hides, and lets those come back that were forgotten since', () => {
    const ledger = ledgerSeen([0, 1, 1, 1].map((forgetting) => ({ forgetting, correct: 1 })));
    const planNow = () => listsOf(forget.plan(planInput(ledger, { epoch: 4, hideFraction: 0.25 })));
    expect(planNow()).toMatchObject({ hidden: [0], refresh: [0] });
    ledger.forgetting[0] = 2;
    expect(planNow().train).toContain(0);
  });
});

describe('forgetting offline', () => {
  const STATIC = 4;
  /** Whom each epoch hides, counted with or without how often a sample was hidden. */
  function history(neverLearned: Recipe['neverLearned'], countsHidden: boolean): number[][] {
    const ledger = newLedger(200, 2);
    const settings = settingsOf({ forgetMode: 'offline', staticEpochs: STATIC, neverLearned });
    return numbersBelow(30).map((epoch) => {
      const plan = forget.plan(planInput(ledger, { epoch, settings }));
      if (countsHidden) for (const sample of plan.hidden) ledger.timesHidden[sample]++;
      trainOn(ledger, plan.train, epoch);
      expect(plan.refresh).toHaveLength(0);
      return [...plan.hidden];
    });
  }

  it.each(['hide', 'keep'] as const)(
    'chooses once and for all after the static epochs where never learned is set to %s',
    (neverLearned) => {
      const epochs = history(neverLearned, true);
      expect(epochs.slice(0, STATIC)).toEqual(numbersBelow(STATIC).map(() => []));
      expect(epochs[STATIC]).toHaveLength(60);
      for (const hidden of epochs.slice(STATIC)) expect(hidden).toEqual(epochs[STATIC]);
    },
  );

  it('needs nothing but the counts for it, as those of samples that train only rise', () => {
    expect(history('hide', false)).toEqual(history('hide', true));
  });
});

describe('forgetting as in the original', () => {
  const original = (given: Partial<Recipe> = {}) =>
    settingsOf({ forgetMode: 'original', ...given });
  const scores = Float32Array.of(3, Infinity, 0, 1, 2, Infinity);
  const planOf = (given: Partial<Recipe>, epoch = 0) =>
    forget.plan(
      planInput(newLedger(6, 2), {
        epoch,
        hideFraction: 0.5,
        settings: original(given),
        prelude: { scores, heldOut: new Uint32Array(0) },
      }),
    );

  it('asks for a model of its own, and the other forms do not', () => {
    const preludes = modes.map((forgetMode) =>
      forget.prelude?.(settingsOf({ forgetMode, staticEpochs: 20 })),
    );
    const asked = { models: 1, epochs: 20, holdOut: 0, score: 'forgetting' };
    expect(preludes).toEqual([null, null, asked]);
  });

  it.each([
    ['hide', [1, 2, 5]],
    ['keep', [2, 3, 4]],
  ] as const)('hides by its scores from epoch 0 on, never learned set to %s', (never, hidden) => {
    for (const epoch of [0, 1, 9]) {
      const plan = listsOf(planOf({ neverLearned: never, staticEpochs: 5 }, epoch));
      expect(plan).toMatchObject({ hidden, refresh: [] });
    }
  });

  it('does not go on without its scores', () => {
    const input = planInput(newLedger(6, 2), { settings: original() });
    expect(() => forget.plan(input)).toThrow('without the scores of its prelude');
  });
});

describe('the default schedule of forgetting', () => {
  it.each([
    ['online', 2, 5, [0, 0, 0.4, 0.4, 0.4]],
    ['offline', 3, 5, [0, 0, 0, 0.4, 0.4]],
    ['original', 3, 5, [0.4, 0.4, 0.4, 0.4, 0.4]],
    ['online', 5, 5, [0, 0, 0, 0, 0]],
  ] as const)('%s with %i static epochs of %i', (forgetMode, staticEpochs, epochs, fractions) => {
    const settings = settingsOf({ hide: 0.4, forgetMode, staticEpochs });
    const track = forget.hideFraction?.(settings, epochs) ?? [];
    expect(numbersBelow(epochs).map((epoch) => evaluate(track, epoch))).toEqual(fractions);
  });
});

describe('explaining forgetting', () => {
  const ledger = ledgerSeen([0, 0, 1, 2].map((forgetting) => ({ forgetting, correct: 1 })));
  const sentence = (sample: number, given: Partial<Recipe>, epoch = 25, hideFraction = 0.5) =>
    explained(
      forget,
      planInput(ledger, {
        epoch,
        hideFraction,
        settings: settingsOf(given),
        prelude: { scores: new Float32Array(ledger.forgetting), heldOut: new Uint32Array(0) },
      }),
      sample,
    );

  it.each([
    [
      0,
      { forgetMode: 'online' },
      'Hidden: among the 2 of 4 samples that were forgotten least often in the epochs before epoch 25, where never learned counts as never forgotten.',
    ],
    [
      2,
      { forgetMode: 'offline', staticEpochs: 20, neverLearned: 'keep' },
      'Trained: not among the 2 of 4 samples that were forgotten least often in the first 20 epochs, where never learned counts as the most forgettable.',
    ],
    [
      1,
      { forgetMode: 'original', staticEpochs: 20 },
      'Hidden: among the 2 of 4 samples that were forgotten least often in the 20 epochs of a model of its own before the first epoch, where never learned counts as never forgotten.',
    ],
  ] as const)('says how sample %i was chosen', (sample, given, expected) => {
    expect(sentence(sample, given)).toBe(expected);
  });

  it('says so in epochs in which nobody is hidden', () => {
    expect(sentence(0, { staticEpochs: 20 }, 3)).toBe(
      'Trained: in the first 20 epochs forgetting is counted, and nobody is hidden.',
    );
    expect(sentence(0, {}, 25, 0)).toBe('Trained: the schedule hides nothing at epoch 25.');
  });
});
