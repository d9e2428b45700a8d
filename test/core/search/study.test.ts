import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { fullSchedule } from '../../../src/core/recipe/recipe.ts';
import { course } from '../../../src/core/schedule/course.ts';
import { constant } from '../../../src/core/schedule/defaults.ts';
import {
  armOf,
  parseSearch,
  requireDifferentViews,
  trialOf,
  withFound,
} from '../../../src/core/search/study.ts';
import { parseStudy, recipeOf } from '../../../src/core/study/study.ts';
import { failureOf } from '../failure.ts';
import { anEpoch } from '../study/studies.ts';

const greedy = { method: 'greedy', selectsOn: 'validation' };
const searchFile = (search: unknown = greedy, changes: Record<string, unknown> = {}) => ({
  ...{ version: 1, name: 'small first', base: { epochs: 10 }, seeds: [1, 2], search },
  ...changes,
});
const parsed = (...given: Parameters<typeof searchFile>) =>
  parseSearch(searchFile(...given), 'search.json');

/** Sides of 224 pixels that each pass of an arm shows. */
function sides(search: ReturnType<typeof parsed>, bandwidths: number[]): number[] {
  const recipe = recipeOf(search, armOf(search, bandwidths), 1);
  const passes = course(fullSchedule(recipe), recipe.epochs, { height: 224, width: 224 });
  return passes.map(({ view }) => view.width);
}

describe('a search', () => {
  it('is a study whose first arm is the plain recipe', () => {
    expect(parsed().arms.map(({ name }) => name)).toEqual(['224 224 224 224 224']);
    expect(sides(parsed(), [224, 224, 224, 224, 224])).toEqual(new Array(10).fill(224));
  });

  it('shows stages of equal epochs in the greedy method', () => {
    const [a, b, c] = [96, 160, 224];
    expect(sides(parsed(), [a, a, b, b, c])).toEqual([a, a, a, a, b, b, b, b, c, c]);
  });

  it('trains on the same compute whatever is shown in the sequential method', () => {
    const search = parsed({ method: 'sequential', selectsOn: 'validation' });
    const shown = sides(search, [112, 112, 112, 224, 224]);
    // Three fifths of ten epochs of whole images are 24 of a quarter of their pixels.
    expect(shown).toEqual([...new Array(24).fill(112), ...new Array(4).fill(224)]);
  });

  it('need not say what it selects on where samples are held out', () => {
    const search = parsed({ method: 'greedy' }, { base: { epochs: 10, validation: 500 } });
    expect(search.arms).toHaveLength(1);
  });

  it('keeps the other tracks that its base has', () => {
    const mixup = constant(0.2);
    const schedule = { version: 1, clock: 'epoch', tracks: { mixup } };
    const search = parsed(greedy, { base: { epochs: 10, schedule } });
    expect(recipeOf(search, search.arms[0], 1).schedule?.tracks.mixup).toEqual(mixup);
  });

  it('stays a search when it is kept and read again', () => {
    const search = parsed();
    expect(parseStudy(JSON.parse(JSON.stringify(search)), 'kept')).toEqual(search);
  });

  it('keeps the arms that it had found before', () => {
    const before = {
      ...parsed(),
      arms: [...parsed().arms, armOf(parsed(), [96, 224, 224, 224, 224])],
    };
    const names = withFound(parsed(), before).arms.map(({ name }) => name);
    expect(names).toEqual(['224 224 224 224 224', '96 224 224 224 224']);
  });

  it('measures a trial by the mean of its last epochs, and by all its seconds', () => {
    const runs = [0.5, 0.7].map((last) => [anEpoch(0, 0.9), anEpoch(1, last)]);
    const trial = trialOf('a', runs);
    expect(trial).toMatchObject({ name: 'a', runs: 2 });
    expect(trial.accuracy).toBeCloseTo(0.6, 12);
    expect(trial.seconds).toBeCloseTo(4 * 11.111, 9);
  });

  it.each<[string, unknown, string]>([
    ['arms', searchFile(greedy, { arms: [] }), 'arms must be left out'],
    ['no search', searchFile(greedy, { search: undefined }), 'search is missing'],
    ['a search that is a text', searchFile('greedy'), 'search must be an object with a method'],
    ['no method', searchFile({}), 'search.method must be "greedy" or "sequential"'],
    [
      'no word of what it selects on',
      searchFile({ method: 'greedy' }),
      'Hold samples out with base.validation; or state by "selectsOn": "validation"',
    ],
    [
      'another split to select on',
      searchFile({ method: 'greedy', selectsOn: 'test' }),
      'search.selectsOn must be "validation", or left out.',
    ],
    [
      'a tolerance of the method that has none',
      searchFile({ method: 'sequential', selectsOn: 'validation', tolerance: 0.1 }),
      'unknown key "search.tolerance"',
    ],
    [
      'a misspelt budget',
      searchFile({ ...greedy, budget: { maxRun: 3 } }),
      'unknown key "search.budget.maxRun". Did you mean "search.budget.maxRuns"?',
    ],
    [
      'candidates that descend',
      searchFile({ ...greedy, candidates: [160, 96, 224] }),
      'search.candidates must be ascending whole numbers',
    ],
    [
      'no whole image among its candidates',
      searchFile({ ...greedy, candidates: [96, 160] }),
      'of which the last is 224',
    ],
    [
      'less budget than a trial needs',
      searchFile({ ...greedy, budget: { maxRuns: 1 } }),
      'search.budget.maxRuns must be at least 2',
    ],
    [
      'more stages than epochs',
      searchFile({ ...greedy, stages: 11 }),
      'search.stages cannot be 11 with 10 epochs',
    ],
    [
      'a bandwidth of its own',
      searchFile(greedy, {
        base: { schedule: { version: 1, clock: 'epoch', tracks: { bandwidth: constant(1) } } },
      }),
      'base.schedule cannot have the track bandwidth',
    ],
    [
      'tracks on another clock',
      searchFile(greedy, { base: { schedule: { version: 1, clock: 'compute', tracks: {} } } }),
      'base.schedule must have the clock "epoch"',
    ],
  ])('with %s is refused', (_, given, problem) => {
    const error = failureOf(() => parseSearch(given, 'search.json'));
    expect(error.code).toBe('bad-study');
    expect(error.message).toContain(problem);
  });

  it('is refused for images so small that two candidates show the same', () => {
    const error = failureOf(() => requireDifferentViews(parsed(), { height: 10, width: 10 }));
    expect(error.message).toContain('96 and 128, which both show 4 x 4 pixels');
    expect(() => requireDifferentViews(parsed(), { height: 28, width: 28 })).not.toThrow();
  });
});

test('the page about searches gives an example that can be searched', () => {
  const page = readFileSync(new URL('../../../docs/search.md', import.meta.url), 'utf8');
  const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
  expect(parseSearch(JSON.parse(example), 'docs/search.md').arms).toHaveLength(1);
});
