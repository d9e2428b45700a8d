import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { nameOf, plain, type Bandwidths } from '../../../src/core/search/bandwidths.ts';
import { mostTrials, standingOf } from '../../../src/core/search/search.ts';
import { everyPoint, planOf, searched } from './searches.ts';

const spaces = [
  { stages: 2, candidates: [112, 224] },
  { stages: 3, candidates: [96, 160, 224] },
  { stages: 4, candidates: [96, 160, 224] },
  { stages: 3, candidates: [96, 128, 160, 224] },
];
const methods = ['greedy', 'sequential'] as const;

/** A space with an accuracy in fortieths for each of its points, so that ties are frequent. */
const madeUp = fc.constantFrom(...spaces).chain((space) => {
  const points = everyPoint(planOf('greedy', space));
  return fc
    .array(fc.integer({ min: 20, max: 40 }), { minLength: points.length, maxLength: points.length })
    .map((fortieths) => {
      const byName = new Map(points.map((point, i) => [nameOf(point), fortieths[i] / 40]));
      return { space, points, accuracyOf: (point: Bandwidths) => byName.get(nameOf(point)) ?? NaN };
    });
});

/** The points that stand as `decided` up to a stage, and are whole after the one that follows. */
const continuing = (points: readonly Bandwidths[], decided: Bandwidths, stage: number) =>
  points.filter((point) =>
    point.every((side, i) => (i < stage ? side === decided[i] : i === stage || side === 224)),
  );

describe('the greedy search', () => {
  test('takes in each stage the smallest bandwidth that reaches the target, of all that there are', () => {
    fc.assert(
      fc.property(madeUp, fc.integer({ min: 0, max: 8 }), ({ space, points, accuracyOf }, less) => {
        const plan = planOf('greedy', { ...space, tolerance: less / 40 });
        const target = accuracyOf(plain(plan)) - less / 40 - 1e-6;
        let kept = plain(plan);
        for (let stage = 0; stage < space.stages - 1; stage++) {
          const good = continuing(points, kept, stage).filter((p) => accuracyOf(p) >= target);
          [kept] = good.sort((a, b) => a[stage] - b[stage]);
        }
        expect(searched(plan, accuracyOf).end.best).toEqual(kept);
      }),
    );
  });

  test('takes the smallest everywhere with a tolerance of everything', () => {
    const plan = planOf('greedy', { tolerance: 1 });
    expect(searched(plan, () => 0.5).end.best).toEqual([96, 96, 96, 96, 224]);
  });

  test('stays with the plain recipe where every smaller image costs accuracy', () => {
    const plan = planOf('greedy');
    const sum = (point: Bandwidths) => point.reduce((total, side) => total + side, 0) / 5000;
    const { trials, end } = searched(plan, sum);
    expect(end.best).toEqual(plain(plan));
    // Each candidate is ruled out in the first stage, and not tried again.
    expect(trials).toHaveLength(5);
  });
});

describe('the sequential search', () => {
  test('takes in each stage the most accurate bandwidth of all that there are, the smallest of equals', () => {
    fc.assert(
      fc.property(madeUp, ({ space, points, accuracyOf }) => {
        const plan = planOf('sequential', space);
        let kept = plain(plan);
        for (let stage = 0; stage < space.stages - 1; stage++) {
          [kept] = continuing(points, kept, stage).sort(
            (a, b) => accuracyOf(b) - accuracyOf(a) || a[stage] - b[stage],
          );
        }
        expect(searched(plan, accuracyOf).end.best).toEqual(kept);
      }),
    );
  });

  test('finds the best of all points where the stages add up', () => {
    const plan = planOf('sequential', { stages: 4, candidates: [96, 160, 224] });
    const wanted = [96, 160, 160, 224];
    const accuracyOf = (point: Bandwidths) =>
      1 - point.reduce((sum, side, i) => sum + Math.abs(side - wanted[i]), 0) / 1000;
    const [best] = everyPoint(plan).sort((a, b) => accuracyOf(b) - accuracyOf(a));
    expect(searched(plan, accuracyOf).end.best).toEqual(best);
  });
});

describe.each(methods)('a %s search', (method) => {
  it('never asks for the same twice, nor for more trials than it said', () => {
    fc.assert(
      fc.property(madeUp, ({ space, accuracyOf }) => {
        const plan = planOf(method, space);
        const { trials } = searched(plan, accuracyOf);
        expect(new Set(trials.map(({ name }) => name)).size).toBe(trials.length);
        expect(trials.length).toBeLessThanOrEqual(mostTrials(plan, 1));
      }),
    );
  });

  it('ends with a point that was trained, and decides every stage but the last', () => {
    fc.assert(
      fc.property(madeUp, ({ space, accuracyOf }) => {
        const { trials, end } = searched(planOf(method, space), accuracyOf);
        expect(trials.map(({ name }) => name)).toContain(nameOf(end.best ?? []));
        expect(end.decisions.map(({ bandwidth }) => bandwidth)).toEqual(end.best?.slice(0, -1));
        expect(end.ended).toBe('decided');
      }),
    );
  });

  it('decides the same when it is asked again in between, whatever the order of its trials', () => {
    fc.assert(
      fc.property(madeUp, fc.nat(), ({ space, accuracyOf }, at) => {
        const plan = planOf(method, space);
        const { trials, standings } = searched(plan, accuracyOf);
        const done = at % standings.length;
        const again = standingOf(plan, 1, trials.slice(0, done).reverse());
        expect(again).toEqual(standings[done]);
      }),
    );
  });

  it('ends at its budget of runs with the best that it has trained so far', () => {
    fc.assert(
      fc.property(madeUp, fc.integer({ min: 2, max: 12 }), ({ space, accuracyOf }, maxRuns) => {
        const whole = searched(planOf(method, space), accuracyOf, { seeds: 2 });
        const plan = planOf(method, { ...space, budget: { maxRuns } });
        const { trials, end } = searched(plan, accuracyOf, { seeds: 2 });
        const within = Math.floor(maxRuns / 2);
        expect(trials).toEqual(whole.trials.slice(0, within));
        expect(end.best).toEqual(whole.standings[trials.length].best);
        expect(end.ended).toBe(trials.length < whole.trials.length ? 'maxRuns' : 'decided');
      }),
    );
  });

  it('begins no trial once its seconds are used up', () => {
    const plan = planOf(method, { budget: { maxSeconds: 25 } });
    const { trials, end } = searched(plan, () => 0.5, { seconds: 10 });
    expect(trials).toHaveLength(3);
    expect(end.ended).toBe('maxSeconds');
  });

  it('has decided nothing before the plain recipe is trained', () => {
    const plan = planOf(method);
    expect(standingOf(plan, 1, [])).toMatchObject({ best: null, next: plain(plan), decisions: [] });
  });
});

test.each([
  ['greedy', 8],
  ['sequential', 17],
] as const)('the bound on the trials of a %s search can be reached', (method, most) => {
  const plan = planOf(method);
  expect(mostTrials(plan, 1)).toBe(most);
  // Greedy: three are ruled out, and the fourth is kept in every stage. Sequential: all tie.
  const accuracyOf = (point: Bandwidths) => (method === 'greedy' && point[0] < 192 ? 0.4 : 0.5);
  expect(searched(plan, accuracyOf).trials).toHaveLength(most);
});
