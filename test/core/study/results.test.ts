import { describe, expect, it } from 'vitest';
import { parseStudy, placesOf, recipeOf } from '../../../src/core/study/study.ts';
import { checkUnchanged, runAt, type StudyRecord } from '../../../src/core/study/record.ts';
import { resultsOf, type ResultOptions, type StudyRun } from '../../../src/core/study/results.ts';
import { failureOf } from '../failure.ts';
import { aRun, studyFile } from './studies.ts';

const study = parseStudy(studyFile({ seeds: [1, 2, 3] }), 'study.json');
const options = { withEvaluation: false, atAccuracy: null, atSeconds: null, baseline: 'baseline' };
const recordOf = (runs: StudyRecord['runs']): StudyRecord => ({
  ...{ id: 1, study, createdAt: '2026-01-01T00:00:00.000Z', runs },
});
const runs: StudyRecord['runs'] = [
  { arm: 'baseline', seed: 1, run: 1 },
  { arm: 'kakurenbo', seed: 1, run: 2 },
  { arm: 'baseline', seed: 2, run: 3 },
  { arm: 'kakurenbo', seed: 2, run: 4 },
  { arm: 'baseline', seed: 3, run: 5 },
];
const results = (states: StudyRun[], changes: Partial<ResultOptions> = {}) =>
  resultsOf(recordOf(runs), states, { ...options, ...changes });
const all = [
  aRun(1, [0.1, 0.5]),
  aRun(2, [0.4, 0.6]),
  aRun(3, [0.1, 0.6]),
  aRun(4, [0.3, 0.9]),
  aRun(5, [0.1, 0.1]),
];

describe('the results of a study', () => {
  it('pair an arm with the baseline over the seeds that both finished, and say how many', () => {
    const [baseline, kakurenbo] = results(all).arms;
    expect(baseline.measures.testAccuracy.summary?.n).toBe(3);
    expect(baseline.measures.testAccuracy.summary?.mean).toBeCloseTo(0.4, 12);
    expect(kakurenbo.measures.testAccuracy.summary?.n).toBe(2);
    // Over seeds 1 and 2 alone: 0.1 and 0.3, not 0.75 less the mean of three.
    expect(kakurenbo.measures.testAccuracy.difference?.n).toBe(2);
    expect(kakurenbo.measures.testAccuracy.difference?.mean).toBeCloseTo(0.2, 12);
  });

  it('leave out runs that are not finished, and count them', () => {
    const partial = all.map((run) => (run.id === 4 ? aRun(4, [0.99], 'failed') : run));
    const { arms, finished, of } = results(partial);
    expect([finished, of]).toEqual([4, 9]);
    expect(arms[1].finished).toBe(1);
    expect(arms[1].runs.map(({ status }) => status)).toEqual(['finished', 'failed', null]);
    expect(arms[1].measures.testAccuracy.values).toEqual([{ seed: 1, run: 2, value: 0.6 }]);
  });

  it('have neither mean nor difference for an arm without runs', () => {
    const { summary, difference } = results(all).arms[2].measures.testAccuracy;
    expect([summary, difference]).toEqual([null, null]);
  });

  it('do not compare the baseline with itself', () => {
    const { arms } = results(all, { baseline: 'kakurenbo' });
    expect(arms[1].measures.testAccuracy.difference).toBeNull();
    expect(arms[0].measures.testAccuracy.difference?.mean).toBeCloseTo(-0.2, 12);
  });

  it('count only the seeds that reached an accuracy', () => {
    const [baseline, kakurenbo] = results(all, { atAccuracy: 0.6 }).arms;
    expect(baseline.measures.secondsToAccuracy.values.map(({ seed }) => seed)).toEqual([2]);
    expect(kakurenbo.measures.secondsToAccuracy.summary?.n).toBe(2);
    expect(kakurenbo.measures.secondsToAccuracy.difference?.n).toBe(1);
  });

  it('name every engine that trained a run', () => {
    const other = all.map((run) => (run.id === 3 ? { ...run, engine: { name: 'cpu' } } : run));
    expect(results(other).engines).toEqual(['wasm', 'cpu']);
  });

  it('need a baseline that is an arm', () => {
    const error = failureOf(() => results(all, { baseline: 'none' }));
    expect(error.code).toBe('bad-value');
    expect(error.message).toContain('one of baseline, kakurenbo, control');
  });
});

describe('a study that is given again', () => {
  const recorded = placesOf(study).flatMap(({ arm, seed }) => {
    const run = runAt({ runs }, { arm: arm.name, seed });
    return run === undefined
      ? []
      : [{ arm: arm.name, seed, run, recipe: recipeOf(study, arm, seed) }];
  });
  const check = (changes: Record<string, unknown>) =>
    checkUnchanged(study, parseStudy(studyFile(changes), 'study.json'), recorded);
  const arms = study.arms;
  const seeds = [1, 2, 3];

  it('may have more arms and seeds, in any order', () => {
    check({ seeds: [4, 3, 2, 1], arms: [{ name: 'new' }, ...arms] });
  });

  it('may lose an arm that has no run', () => {
    check({ seeds, arms: arms.slice(0, 2) });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'another setting of an arm with runs',
      { seeds, arms: [arms[0], { name: 'kakurenbo', settings: { hide: 0.2 } }] },
      'run 2 is of arm "kakurenbo" with seed 1, whose hide was 0.4 and is 0.2 now.',
    ],
    ['another setting for all', { seeds, base: { epochs: 3, batch: 16 } }, 'epochs was 2 and is 3'],
    ['an arm with runs taken away', { seeds, arms: [arms[0]] }, 'which it no longer has'],
    ['a seed with runs taken away', { seeds: [1, 2] }, 'run 5 is of arm "baseline" with seed 3'],
    [
      'an arm that matches another',
      {
        seeds,
        arms: [arms[1], { name: 'baseline', settings: { policy: 'random' }, match: 'kakurenbo' }],
      },
      'run 1 is of arm "baseline" with seed 1, which matched no arm and now "kakurenbo".',
    ],
  ])('with %s is refused', (_, changes, problem) => {
    const error = failureOf(() => check(changes));
    expect(error.code).toBe('study-changed');
    expect(error.message).toContain(problem);
  });
});
