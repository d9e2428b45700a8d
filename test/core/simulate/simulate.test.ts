import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definePolicy, type HidingPolicy } from '../../../src/core/hiding/policy.ts';
import {
  hidingPolicies,
  hidingPolicyNames,
  type HidingPolicyName,
} from '../../../src/core/hiding/registry.ts';
import { packIndices } from '../../../src/core/ledger/bits.ts';
import { parseRecipe, type Recipe } from '../../../src/core/recipe/recipe.ts';
import type { EpochColumns, EpochRecord } from '../../../src/core/record/run.ts';
import type { Revision } from '../../../src/core/schedule/revision.ts';
import { replay, simulationOf, withChanges } from '../../../src/core/simulate/simulate.ts';
import { trainRun } from '../../../src/training/loop.ts';
import { fakeData, fakeLearner, fakeRun } from '../../support/fake-run.ts';
import { failureOf } from '../failure.ts';

const SAMPLES = 20;
const data = { samples: SAMPLES, classes: 4, shape: { height: 1, width: 1 } };

/** Losses and predictions that go up and down, so that samples are forgotten, hidden and moved back. */
const restless = () =>
  fakeLearner((sample, step) => ({
    loss: ((sample * 7 + step * 3) % 11) / 11,
    confidence: ((sample * 5 + step) % 10) / 10,
    predicted: (sample + ((sample + step) % 5 === 0 ? 1 : 0)) % 4,
  })).learner;

async function trained(settings: Record<string, unknown>, revisions: readonly Revision[] = []) {
  const parts = { learner: restless(), data: fakeData(SAMPLES) };
  const made = fakeRun(settings, parts, revisions);
  await trainRun(made.run);
  return { recipe: made.run.recipe, ledger: made.run.ledger, ...made };
}

function simulate(
  recipe: Recipe,
  history: { records: EpochRecord[]; columns: EpochColumns[] },
  revisions: readonly Revision[] = [],
) {
  const { passes, next } = replay(recipe, data, revisions);
  return history.records.slice(0, passes).map((record, i) => next(record, history.columns[i]));
}

const fromLedgerAlone = hidingPolicyNames.filter((name) => {
  const { prelude, batchRule, before } = hidingPolicies[name];
  return prelude === undefined && batchRule === undefined && before === undefined;
});
/** These need more in some of their modes, and not in these. */
const replayable: { policy: HidingPolicyName; mode: Record<string, unknown> }[] = [
  ...fromLedgerAlone.map((policy) => ({ policy, mode: {} })),
  { policy: 'selective-backprop', mode: { sbMode: 'epoch' } },
  { policy: 'forget', mode: { forgetMode: 'online' } },
  { policy: 'forget', mode: { forgetMode: 'offline' } },
  { policy: 'pacing', mode: { paceBy: 'loss' } },
];

describe.each(replayable)('a run of $policy $mode', ({ policy, mode }) => {
  test('is planned again just as it was under its own recipe', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1000),
          epochs: fc.integer({ min: 1, max: 8 }),
          hide: fc.constantFrom(0, 0.3, 0.5),
          tau: fc.constantFrom(0, 0.5, 0.9),
        }),
        async (settings) => {
          const run = await trained({ policy, ...mode, ...settings });
          simulate(run.recipe, run).forEach(({ epoch, plan }, i) => {
            const { hidden, movedBack } = run.columns[i];
            expect(packIndices(plan.hidden, SAMPLES)).toEqual(hidden);
            expect(packIndices(plan.movedBack, SAMPLES)).toEqual(movedBack);
            expect(epoch.simulated).toEqual(epoch.recorded);
            expect(epoch.at).toBe(run.records[i].at);
            expect(epoch.both).toBe(epoch.recorded.hidden);
            expect(epoch.jaccard).toBe(epoch.recorded.hidden === 0 ? null : 1);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a replay', () => {
  const settings = { epochs: 6, hide: 0.5, tau: 0.5 };

  test('keeps the ledger that training kept: forgetting of the run, hidden times of its own', async () => {
    const run = await trained({ policy: 'kakurenbo', ...settings });
    const seen: { forgetting: number[]; timesHidden: number[] }[] = [];
    const { kakurenbo } = hidingPolicies;
    const plan = kakurenbo.plan;
    kakurenbo.plan = (input) => {
      const { forgetting, timesHidden } = input.ledger;
      seen.push({ forgetting: [...forgetting], timesHidden: [...timesHidden] });
      return plan(input);
    };
    try {
      simulate(run.recipe, run);
    } finally {
      kakurenbo.plan = plan;
    }
    // A loop over the columns, sample by sample, says the same.
    const flag = (bits: Uint8Array, sample: number) => (bits[sample >> 3] >> (sample % 8)) & 1;
    for (let sample = 0; sample < SAMPLES; sample++) {
      let forgetting = 0;
      let timesHidden = 0;
      run.columns.slice(0, -1).forEach(({ correct, hidden }, epoch) => {
        const was = epoch > 0 && flag(run.columns[epoch - 1].correct, sample);
        if (was && !flag(correct, sample)) forgetting++;
        timesHidden += flag(hidden, sample);
      });
      expect(seen[5].forgetting[sample]).toBe(forgetting);
      expect(seen[5].timesHidden[sample]).toBe(timesHidden);
    }
    expect(Math.max(...seen[5].forgetting)).toBeGreaterThan(0);
  });

  test('follows the revisions that the run followed', async () => {
    const { schedule } = fakeRun({ policy: 'kakurenbo', ...settings }).run;
    const hideFraction = [{ at: 0, value: 0.2, easing: 'hold' as const }];
    const tau = [{ at: 0, value: 0.9, easing: 'hold' as const }];
    const tracks = { ...schedule.tracks, hideFraction, tau };
    const revisions = [{ epoch: 3, schedule: { ...schedule, tracks }, at: '', by: '' }];
    const run = await trained({ policy: 'kakurenbo', ...settings }, revisions);
    expect(run.records[3].scheduledHideFraction).toBe(0.2);
    for (const { epoch, plan } of simulate(run.recipe, run, revisions)) {
      expect(packIndices(plan.hidden, SAMPLES)).toEqual(run.columns[epoch.epoch].hidden);
      expect(epoch.simulated).toEqual(epoch.recorded);
    }
  });

  test('of another policy counts its own cost, and whom both hide', async () => {
    const run = await trained({ policy: 'kakurenbo', ...settings });
    const random = parseRecipe({ ...run.recipe, policy: 'random', seed: 7 });
    const epochs = simulate(random, run).map(({ epoch, plan }) => {
      const recorded = new Set(
        Array.from({ length: SAMPLES }, (_, i) => i).filter(
          (i) => (run.columns[epoch.epoch].hidden[i >> 3] >> (i % 8)) & 1,
        ),
      );
      const both = [...plan.hidden].filter((sample) => recorded.has(sample)).length;
      const either = new Set([...plan.hidden, ...recorded]).size;
      expect(epoch).toMatchObject({ both, jaccard: either === 0 ? null : both / either });
      return epoch;
    });
    expect(epochs.map(({ simulated }) => simulated.hidden)).toEqual([10, 10, 8, 8, 6, 4]);
    expect(epochs[0].simulated).toMatchObject({
      ...{ forwardSamples: 20, backwardSamples: 10, pixelOperations: 20 + 2 * 10 },
    });
    const { total, historyPolicy, policy } = simulationOf('kakurenbo', 'random', epochs);
    expect([historyPolicy, policy]).toEqual(['kakurenbo', 'random']);
    expect(total.simulated).toMatchObject({ hidden: 46, backwardSamples: 120 - 46 });
    expect(total.recorded.hidden).toBe(run.records.reduce((sum, { hidden }) => sum + hidden, 0));
    expect(total.jaccard).toBeCloseTo(total.both / (46 + total.recorded.hidden - total.both), 12);
  });

  test('reads no more of the history than the recipe has passes', async () => {
    const run = await trained({ policy: 'none', epochs: 5 });
    expect(simulate({ ...run.recipe, epochs: 3 }, run)).toHaveLength(3);
  });

  test('shows images as the other recipe would', async () => {
    const run = await trained({ policy: 'none', epochs: 4 });
    const shape = { height: 28, width: 28 };
    const recipe = parseRecipe({
      ...run.recipe,
      schedule: {
        ...{ version: 1, clock: 'compute' },
        tracks: { bandwidth: [{ at: 0, value: 0.5, easing: 'hold' }] },
      },
    });
    const { passes, next } = replay(recipe, { ...data, shape });
    expect(passes).toBe(12);
    const { epoch } = next(run.records[0], run.columns[0]);
    expect(epoch.simulated.pixelOperations).toBe(3 * SAMPLES * 16 * 16);
    expect(epoch.at).toBeCloseTo(1 / 3, 6);
  });

  test('counts replayed samples as the other recipe would', async () => {
    const run = await trained({ policy: 'none', epochs: 10 });
    const shape = { height: 28, width: 28 };
    const view = { view: 'efficienttrain-plus-plus', replay: true };
    const { next } = replay(parseRecipe({ ...run.recipe, ...view }), { ...data, shape });
    const { simulated } = next(run.records[0], run.columns[0]).epoch;
    expect(simulated).toMatchObject({ forwardSamples: 4 * SAMPLES, backwardSamples: 4 * SAMPLES });
    expect(simulated.pixelOperations).toBe(3 * 4 * SAMPLES * 12 * 12);
  });

  test('changes a recipe so that what is given takes the place of what was drawn or matched', () => {
    const track = [{ at: 0, value: 0.2, easing: 'hold' }];
    const drawn = (...names: string[]) => ({
      ...{ version: 1, clock: 'epoch' },
      tracks: Object.fromEntries(names.map((name) => [name, track])),
    });
    const match = { run: 1, hidden: [3] };
    const own = parseRecipe({
      ...{ policy: 'random', match, schedule: drawn('hideFraction', 'tau', 'learningRate') },
    });
    expect(withChanges(own, { seed: 4 })).toEqual({ ...own, seed: 4 });
    expect(withChanges(own, { policy: 'kakurenbo' })).toEqual({
      ...{ ...own, policy: 'kakurenbo', match: null },
    });
    expect(withChanges(own, { hide: 0.1 })).toMatchObject({
      ...{ hide: 0.1, match: null, schedule: drawn('tau', 'learningRate') },
    });
    expect(withChanges(own, { tau: 0.1, match })).toMatchObject({
      ...{ match, schedule: drawn('hideFraction', 'learningRate') },
    });
    expect(withChanges(own, { policy: 'infobatch', prune: 0.7 })).toMatchObject({
      ...{ policy: 'infobatch', prune: 0.7, schedule: drawn('tau', 'learningRate') },
    });
    const only = parseRecipe({ schedule: drawn('bandwidth') });
    expect(withChanges(only, { view: 'efficienttrain' }).schedule).toBeNull();
    expect(withChanges(only, { initialScale: 0.25 }).schedule).toBeNull();
    expect(withChanges(only, { hide: 0.1, schedule: drawn('tau') }).schedule).toEqual(drawn('tau'));
  });

  const plain = hidingPolicies.none;
  test.each<[string, Partial<HidingPolicy>]>([
    [
      'a model that is trained before the first epoch',
      { prelude: () => ({ models: 1, epochs: 1, holdOut: 0, score: 'el2n' }) },
    ],
    ['gradients of every batch', { before: ({ epoch }) => (epoch === 2 ? 'gradients' : null) }],
    ['fresh losses of every sample', { before: () => 'losses' }],
    [
      'a forward pass of each batch before it is trained on',
      { batchRule: { applies: () => true, choose: ({ samples }) => samples } },
    ],
  ])('is refused to a policy that needs %s', (needs, more) => {
    const policies = hidingPolicies as Record<string, HidingPolicy>;
    policies['none'] = definePolicy({ ...plain, ...more });
    try {
      const { code, message } = failureOf(() => replay(parseRecipe({ policy: 'none' }), data));
      expect(code).toBe('simulation-impossible');
      expect(message).toContain(needs);
    } finally {
      policies['none'] = plain;
    }
  });
});
