import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideCount } from '../../src/core/hiding/cost.ts';
import type {
  BatchGradients,
  HidingPolicy,
  Plan,
  PlanInput,
  PreludeResult,
} from '../../src/core/hiding/policy.ts';
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import { newLedger, type Ledger } from '../../src/core/ledger/ledger.ts';
import { choose, randomStream } from '../../src/core/random/stream.ts';
import { defaultsOf, type Parameter } from '../../src/core/recipe/parameter.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import {
  hideFractions,
  ledgerOf,
  ledgers,
  listsOf,
  numbersBelow,
  planInput,
} from '../core/hiding/ledgers.ts';
import { heldOf } from '../core/hiding/explained.ts';

const cards = join(import.meta.dirname, '../../docs/policies');
const policies: [string, HidingPolicy][] = Object.entries(hidingPolicies);
const EPOCHS = 21;
const IMAGENET = 1_281_167;

/** Any value that the description allows, near its lower end. */
function valueOf(parameter: Parameter): fc.Arbitrary<unknown> {
  switch (parameter.type) {
    case 'integer':
      return fc.integer({ min: parameter.min, max: Math.min(parameter.max, parameter.min + 30) });
    case 'number':
      return fc.double({ min: parameter.min, max: Math.min(parameter.max, 5), noNaN: true });
    case 'choice':
      return fc.constantFrom(...parameter.choices);
    case 'boolean':
      return fc.boolean();
    case 'text':
      return fc.string({ minLength: 1 });
  }
}

const random = (purpose: string) => randomStream({ seed: 1, purpose });

/** What a prelude would have found out of so many samples. */
function preludeOf(policy: HidingPolicy, settings: Record<string, unknown>, samples: number) {
  const prelude = policy.prelude?.(settings) ?? null;
  if (prelude === null) return undefined;
  const draw = random('scores');
  // Few different values, so that ties are common.
  const scores = Float32Array.from({ length: samples }, () => draw.below(8) / 4);
  const heldOut = choose(samples, Math.floor(prelude.holdOut * samples), random('held out'));
  return { scores, heldOut } satisfies PreludeResult;
}

function gradientsOf(
  policy: HidingPolicy,
  settings: Record<string, unknown>,
  epoch: number,
  samples: number,
) {
  if (policy.before?.({ epoch, settings }) !== 'gradients') return undefined;
  const draw = random('gradients');
  const batches: Uint32Array[] = [];
  for (let begin = 0; begin < samples; begin += 8) {
    batches.push(Uint32Array.from({ length: Math.min(8, samples - begin) }, (_, i) => begin + i));
  }
  const length = 3;
  const gradients = Float32Array.from({ length: batches.length * length }, () => draw.normal());
  return { batches, gradients, length } satisfies BatchGradients;
}

/** What a recipe that was checked may ask of the policy. */
const inputsOf = (policy: HidingPolicy): fc.Arbitrary<PlanInput> =>
  fc
    .record({
      ledger: ledgers,
      hideFraction: hideFractions,
      epoch: fc.nat(EPOCHS - 1),
      settings: fc.record(
        Object.fromEntries(
          Object.entries(policy.settings).map(([key, parameter]) => [key, valueOf(parameter)]),
        ),
      ),
      matched: fc.option(fc.double({ min: 0, max: 0.99, noNaN: true })),
    })
    .map(({ ledger, hideFraction, epoch, settings, matched }) => {
      const count = Math.floor((matched ?? 0) * ledger.size);
      const hidden = new Array<number>(EPOCHS).fill(count);
      const match = policy.matches === true && matched !== null ? { run: 1, hidden } : null;
      const known = epoch === 0 ? newLedger(ledger.size, 10) : ledger;
      return inputOf(policy, known, { hideFraction, epoch, match, settings });
    });

/** With what the policy asks for besides. */
function inputOf(policy: HidingPolicy, ledger: Ledger, given: Partial<PlanInput> = {}): PlanInput {
  const settings = { ...defaultsOf(policy.settings), ...given.settings };
  const epoch = given.epoch ?? 1;
  const input: PlanInput = planInput(ledger, {
    ...given,
    epoch,
    epochs: EPOCHS,
    settings,
    // What no track says is 0, as in a full schedule.
    hideFraction: policy.hideFraction === undefined ? 0 : (given.hideFraction ?? 0.3),
  });
  const prelude = preludeOf(policy, settings, ledger.size);
  const gradients = gradientsOf(policy, settings, epoch, ledger.size);
  if (prelude !== undefined) input.prelude = prelude;
  if (gradients !== undefined) input.gradients = gradients;
  return input;
}

const everyList = (plan: Plan) => ({ ...listsOf(plan), draws: [...(plan.draws ?? [])] });

/** The cells of the row of a card's table that begins with `key`. */
function rowOf(card: string, key: string): string[] | undefined {
  return card
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === `\`${key}\``);
}

describe.each(policies)('the hiding policy %s', (key, policy) => {
  const inputs = inputsOf(policy);
  const forAnyInput = (check: (input: PlanInput) => void) =>
    fc.assert(fc.property(inputs, check), { numRuns: 200 });

  it('is registered under its own name', () => {
    expect(policy.name).toBe(key);
  });

  it('trains on or hides every sample, and none twice', () => {
    forAnyInput((input) => {
      const { train, hidden } = listsOf(policy.plan(input));
      const everybody = [...train, ...hidden].sort((a, b) => a - b);
      expect(everybody).toEqual(numbersBelow(input.ledger.size));
    });
  });

  it('says what decides', () => {
    expect(policy.decides).toMatch(/^[^A-Z].+[^.]$|^EL2N|^GraNd/);
  });

  it('forwards the hidden at the end of an epoch just where it says so', () => {
    forAnyInput((input) => {
      const { hidden, refresh } = listsOf(policy.plan(input));
      expect(refresh).toEqual(policy.refreshes?.(input.settings) === true ? hidden : []);
    });
  });

  it('gives lists that ascend without repeats', () => {
    forAnyInput((input) => {
      for (const list of Object.values(listsOf(policy.plan(input)))) {
        expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
      }
    });
  });

  it('moves back only samples that train', () => {
    forAnyInput((input) => {
      const { train, movedBack } = listsOf(policy.plan(input));
      expect(movedBack.filter((sample) => !train.includes(sample))).toEqual([]);
    });
  });

  it('refreshes only hidden samples', () => {
    forAnyInput((input) => {
      const { hidden, refresh } = listsOf(policy.plan(input));
      expect(refresh.filter((sample) => !hidden.includes(sample))).toEqual([]);
    });
  });

  it('draws every sample that trains, and no other, where it draws with repeats', () => {
    forAnyInput((input) => {
      const plan = policy.plan(input);
      if (plan.draws === undefined) return;
      expect([...new Set(plan.draws)].sort((a, b) => a - b)).toEqual([...plan.train]);
    });
  });

  it('weighs every sample by a finite number of at least 0, where it weighs', () => {
    forAnyInput((input) => {
      const { weights } = policy.plan(input);
      if (weights === undefined) return;
      expect(weights).toHaveLength(input.ledger.size);
      expect([...weights].filter((weight) => !(weight >= 0 && weight < Infinity))).toEqual([]);
    });
  });

  it('hides no more than the schedule, or the run that it matches, allows', () => {
    if (policy.hideFraction === undefined) return;
    forAnyInput((input) => {
      const { ledger, hideFraction, epoch, match, prelude } = input;
      const allowed = match?.hidden[epoch] ?? hideCount(hideFraction, ledger.size);
      const { hidden, movedBack } = policy.plan(input);
      expect(hidden.length + movedBack.length).toBeLessThanOrEqual(
        allowed + (prelude?.heldOut.length ?? 0),
      );
    });
  });

  it('never trains on samples that are held out', () => {
    forAnyInput((input) => {
      const { hidden } = listsOf(policy.plan(input));
      const heldOut = [...(input.prelude?.heldOut ?? [])];
      expect(heldOut.filter((sample) => !hidden.includes(sample))).toEqual([]);
    });
  });

  it('leaves somebody to train on', () => {
    forAnyInput((input) => {
      fc.pre(input.ledger.size > 0);
      expect(policy.plan(input).train.length).toBeGreaterThan(0);
    });
  });

  it('has a finite learning-rate factor of at least 1, and 1 during warm-up', () => {
    forAnyInput((input) => {
      const { learningRateFactor } = policy.plan(input);
      expect(Number.isFinite(learningRateFactor) && learningRateFactor >= 1).toBe(true);
      const { warmup } = input.settings;
      if (typeof warmup === 'number' && input.epoch < warmup) expect(learningRateFactor).toBe(1);
    });
  });

  it('records the fraction that was scheduled, or 0 where it reads none', () => {
    forAnyInput((input) => {
      expect(policy.plan(input).scheduledHideFraction).toBe(input.hideFraction);
    });
  });

  it('is pure: the same plan again, and what it was given as it was', () => {
    forAnyInput((input) => {
      const given = () => [input.ledger, input.settings, input.prelude, input.gradients];
      const before = structuredClone(given());
      const plan = structuredClone(policy.plan(input));
      expect(policy.plan(input)).toEqual(plan);
      expect(given()).toEqual(before);
    });
  });

  it('keeps no hold of an earlier plan', () => {
    const input = inputOf(policy, newLedger(10, 10), { hideFraction: 0.5 });
    const expected = structuredClone(policy.plan(input));
    policy.plan(input).train.fill(0);
    policy.plan(input).hidden.fill(0);
    policy.plan(input).weights?.fill(0);
    expect(policy.plan(input)).toEqual(expected);
  });

  it('reads no setting that it does not describe', () => {
    forAnyInput((input) => {
      const expected = policy.plan(input);
      const watched = new Proxy(input.settings, {
        get(settings, setting) {
          expect(Object.keys(policy.settings)).toContain(setting);
          return settings[setting as string];
        },
      });
      expect(policy.plan({ ...input, settings: watched })).toEqual(expected);
    });
  });

  it('plans for no samples at all', () => {
    expect(everyList(policy.plan(inputOf(policy, newLedger(0, 10))))).toEqual({
      train: [],
      hidden: [],
      movedBack: [],
      refresh: [],
      draws: [],
    });
  });

  it('trains on a single sample, however well it is learned', () => {
    const ledger = ledgerOf([{ loss: 0, confidence: 1, correct: 1 }]);
    const plan = policy.plan(inputOf(policy, ledger, { hideFraction: 0.999 }));
    expect(listsOf(plan).train).toEqual([0]);
  });

  it('plans where all losses are equal', () => {
    const ledger = ledgerOf(
      Array.from({ length: 50 }, () => ({ loss: 0.25, confidence: 1, correct: 1 as const })),
    );
    const { train, hidden } = policy.plan(inputOf(policy, ledger, { hideFraction: 0.5 }));
    expect(train.length + hidden.length).toBe(50);
    expect(train.length).toBeGreaterThan(0);
  });

  it('plans for ImageNet within 100 ms', () => {
    // Matching pursuit looks at every batch for every batch that it takes.
    if (policy.before?.({ epoch: 1, settings: defaultsOf(policy.settings) }) === 'gradients')
      return;
    const ledger = newLedger(IMAGENET, 1000);
    const draw = random('losses');
    for (let i = 0; i < IMAGENET; i++) {
      ledger.loss[i] = draw.float() * 4;
      ledger.confidence[i] = draw.float();
      ledger.correct[i] = draw.below(2);
      ledger.forgetting[i] = draw.below(5);
    }
    const input = inputOf(policy, ledger, { epoch: 3 });
    const times = Array.from({ length: 5 }, () => {
      // Of this thread's processor, since others work on the machine as well.
      const start = process.threadCpuUsage();
      policy.plan(input);
      const { user, system } = process.threadCpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });

  describe('has an outlook that', () => {
    const forAnyOutlook = (
      check: (outlook: ReturnType<HidingPolicy['outlook']>, plan: Plan, samples: number) => void,
    ) =>
      forAnyInput((input) => {
        fc.pre(input.ledger.size > 0);
        const { epoch, epochs, hideFraction, settings, match, ledger } = input;
        const given = { epoch, epochs, hideFraction, settings, match, samples: ledger.size };
        const outlook = policy.outlook({ ...given, expectedHidden: null });
        check(outlook, policy.plan(input), ledger.size);
      });

    it('is never exceeded by what is hidden, and met where it is exact', () => {
      forAnyOutlook((outlook, plan) => {
        if (outlook.certainty === 'exact') expect(plan.hidden.length).toBe(outlook.hidden);
        if (outlook.certainty === 'at most') {
          expect(plan.hidden.length).toBeLessThanOrEqual(outlook.hidden);
        }
      });
    });

    it('adds up', () => {
      forAnyOutlook(({ hidden, trained, forwarded }, _, samples) => {
        expect(trained).toBeGreaterThanOrEqual(0);
        expect(forwarded).toBeGreaterThanOrEqual(0);
        expect(hidden).toBeLessThanOrEqual(samples);
      });
    });

    it('knows the learning-rate factor where it is exact', () => {
      forAnyOutlook((outlook, plan) => {
        if (outlook.certainty === 'exact')
          expect(outlook.learningRateFactor).toBe(plan.learningRateFactor);
      });
    });
  });

  it('explains every sample by a sentence that begins with its state', () => {
    const words = { trained: 'Trained: ', hidden: 'Hidden: ', movedBack: 'Moved back: ' };
    forAnyInput((input) => {
      const plan = policy.plan(input);
      const { ledger, epoch, settings, match } = input;
      // Before epoch 0 nothing was forwarded, so nothing but a new ledger can be planned from.
      fc.pre(epoch > 0);
      for (const sample of numbersBelow(ledger.size)) {
        const state = plan.hidden.includes(sample)
          ? 'hidden'
          : plan.movedBack.includes(sample)
            ? 'movedBack'
            : 'trained';
        const { sentence } = policy.explain({
          sample,
          state,
          samples: ledger.size,
          epoch,
          scheduledHideFraction: plan.scheduledHideFraction,
          hidden: plan.hidden.length,
          settings,
          match,
          before: heldOf(ledger, sample),
        });
        expect(sentence.startsWith(words[state]) && sentence.endsWith('.')).toBe(true);
      }
    });
  });

  it('has hide fractions by default that a schedule may have', () => {
    const settings = defaultsOf(policy.settings);
    for (const epochs of [1, 2, 10, 200]) {
      const track = policy.hideFraction?.(settings, epochs);
      if (track === undefined) continue;
      for (let epoch = 0; epoch < epochs; epoch++) {
        const fraction = evaluate(track, epoch);
        expect(fraction >= 0 && fraction < 1).toBe(true);
      }
    }
  });

  it('has a title and a summary that is a sentence', () => {
    expect(policy.title).not.toBe('');
    expect(policy.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('describes each setting by a label and a sentence', () => {
    for (const { label, help } of Object.values(policy.settings)) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });

  it('describes a setting as other policies of that setting do', () => {
    for (const [setting, parameter] of Object.entries(policy.settings)) {
      for (const [, other] of policies) {
        if (setting in other.settings) expect(other.settings[setting]).toEqual(parameter);
      }
    }
  });

  describe('has a card that', () => {
    const card = readFileSync(join(cards, `${key}.md`), 'utf8');

    it('begins with its title and name', () => {
      expect(card.split('\n')[0]).toBe(`# ${policy.title} (\`${key}\`)`);
    });

    it.each(['Rule', 'Parameters', 'Cost', 'Source'])('has the part %s', (part) => {
      expect(card).toContain(`\n## ${part}\n`);
    });

    it('explains every setting that it uses and no other', () => {
      const settings = [...Object.keys(policy.settings), ...(policy.matches ? ['match'] : [])];
      const explained = card
        .slice(card.indexOf('\n## Parameters\n'), card.indexOf('\n## Cost\n'))
        .split('\n')
        .flatMap((line) => /^\| `(\w+)` /.exec(line)?.[1] ?? []);
      expect(explained.sort()).toEqual(settings.sort());
    });

    it('gives the ranges and defaults that the parameters have', () => {
      for (const [setting, parameter] of Object.entries(policy.settings)) {
        const [, , range, fallback] = rowOf(card, setting) ?? [];
        expect([setting, fallback]).toEqual([setting, String(parameter.default)]);
        if (parameter.type !== 'integer' && parameter.type !== 'number') continue;
        expect([setting, range]).toEqual([setting, `${parameter.min} to ${parameter.max}`]);
      }
    });
  });
});

it('every card is of a registered policy', () => {
  const files = readdirSync(cards).sort();
  expect(files).toEqual(
    Object.keys(hidingPolicies)
      .map((key) => `${key}.md`)
      .sort(),
  );
});
