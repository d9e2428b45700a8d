import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideCount } from '../../src/core/hiding/cost.ts';
import type { HidingPolicy, PlanInput } from '../../src/core/hiding/policy.ts';
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import { newLedger } from '../../src/core/ledger/ledger.ts';
import type { Parameter } from '../../src/core/recipe/parameter.ts';
import { parameters } from '../../src/core/recipe/parameters.ts';
import {
  hideFractions,
  ledgerOf,
  ledgers,
  listsOf,
  numbersBelow,
  planInput,
} from '../core/hiding/ledgers.ts';

const cards = join(import.meta.dirname, '../../docs/policies');
const policies: [string, HidingPolicy][] = Object.entries(hidingPolicies);
/** Settings of a recipe that are no described parameter. */
const otherSettings = ['match'];

/** What a recipe that was checked may ask of a policy. */
const inputs: fc.Arbitrary<PlanInput> = fc
  .record({
    ledger: ledgers,
    hideFraction: hideFractions,
    epoch: fc.nat(20),
    tau: fc.double({ min: 0, max: 1, noNaN: true }),
    warmup: fc.nat(5),
    matched: fc.option(fc.double({ min: 0, max: 0.99, noNaN: true })),
  })
  .map(({ ledger, hideFraction, epoch, tau, warmup, matched }) => {
    const count = Math.floor((matched ?? 0) * ledger.size);
    const match = matched === null ? null : { run: 1, hidden: new Array<number>(21).fill(count) };
    return planInput(ledger, { epoch, hideFraction, settings: { tau, warmup, match } });
  });

/** The cells of the row of a card's table that begins with `key`. */
function rowOf(card: string, key: string): string[] | undefined {
  return card
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === `\`${key}\``);
}

describe.each(policies)('the hiding policy %s', (key, policy) => {
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

  it('hides no more than the schedule, or the run that it matches, allows', () => {
    forAnyInput((input) => {
      const { ledger, hideFraction, epoch, settings } = input;
      const matched = policy.uses.includes('match') ? settings.match?.hidden[epoch] : undefined;
      const allowed = matched ?? hideCount(hideFraction, ledger.size);
      const { hidden, movedBack } = policy.plan(input);
      expect(hidden.length + movedBack.length).toBeLessThanOrEqual(allowed);
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
      if (input.epoch < input.settings.warmup) expect(learningRateFactor).toBe(1);
    });
  });

  it('records the fraction that was scheduled, or 0 where it reads none', () => {
    forAnyInput((input) => {
      const expected = policy.uses.includes('hide') ? input.hideFraction : 0;
      expect(policy.plan(input).scheduledHideFraction).toBe(expected);
    });
  });

  it('is pure: the same plan again, and the ledger and settings as they were', () => {
    forAnyInput((input) => {
      const before = structuredClone([input.ledger, input.settings]);
      const plan = structuredClone(policy.plan(input));
      expect(policy.plan(input)).toEqual(plan);
      expect([input.ledger, input.settings]).toEqual(before);
    });
  });

  it('keeps no hold of an earlier plan', () => {
    const input = planInput(newLedger(10, 10), { hideFraction: 0.5 });
    const expected = structuredClone(policy.plan(input));
    policy.plan(input).train.fill(0);
    policy.plan(input).hidden.fill(0);
    expect(policy.plan(input)).toEqual(expected);
  });

  it('reads no setting that it does not name', () => {
    forAnyInput((input) => {
      const named = Object.fromEntries(
        Object.entries(input.settings).filter(([setting]) => policy.uses.includes(setting)),
      );
      const unnamed = { tau: 0.123, warmup: 20, match: null, ...named };
      expect(policy.plan({ ...input, settings: unnamed })).toEqual(policy.plan(input));
    });
  });

  it('plans for no samples at all', () => {
    expect(listsOf(policy.plan(planInput(newLedger(0, 10))))).toEqual({
      train: [],
      hidden: [],
      movedBack: [],
      refresh: [],
    });
  });

  it('trains on a single sample, however well it is learned', () => {
    const ledger = ledgerOf([{ loss: 0, confidence: 1, correct: 1 }]);
    const plan = policy.plan(planInput(ledger, { hideFraction: 0.999 }));
    expect(listsOf(plan).train).toEqual([0]);
  });

  it('has a title and a summary that is a sentence', () => {
    expect(policy.title).not.toBe('');
    expect(policy.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('uses settings that a recipe has', () => {
    const known = [...Object.keys(parameters), ...otherSettings];
    expect(policy.uses.filter((setting) => !known.includes(setting))).toEqual([]);
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
      const known = [...Object.keys(parameters), ...otherSettings];
      const explained = known.filter((setting) => rowOf(card, setting) !== undefined);
      expect(explained.sort()).toEqual([...policy.uses].sort());
    });

    it('gives the ranges and defaults that the parameters have', () => {
      const described: Record<string, Parameter> = parameters;
      for (const setting of policy.uses.filter((setting) => setting in described)) {
        const parameter = described[setting];
        if (parameter.type !== 'integer' && parameter.type !== 'number') continue;
        const [, , range, fallback] = rowOf(card, setting) ?? [];
        expect([setting, range]).toEqual([setting, `${parameter.min} to ${parameter.max}`]);
        expect([setting, fallback]).toEqual([setting, String(parameter.default)]);
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
