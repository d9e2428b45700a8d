import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStudy, placesOf, recipeOf } from '../../../src/core/study/study.ts';
import { failureOf } from '../failure.ts';
import { studyFile } from './studies.ts';

const failure = (given: unknown) => failureOf(() => parseStudy(given, 'study.json'));
const armsOf = (...arms: unknown[]) => studyFile({ arms });

describe('a study', () => {
  it('gives every arm the settings that all share, its own, and the seed', () => {
    const study = parseStudy(studyFile({ base: { epochs: 2, hide: 0.1, width: 8 } }), 'study.json');
    expect(recipeOf(study, study.arms[0], 7)).toMatchObject({
      ...{ epochs: 2, hide: 0.1, width: 8, policy: 'none', seed: 7 },
    });
    expect(recipeOf(study, study.arms[1], 7)).toMatchObject({ hide: 0.4, policy: 'kakurenbo' });
  });

  it('is carried out arm by arm within a seed', () => {
    const places = placesOf(parseStudy(studyFile(), 'study.json'));
    expect(places.map(({ arm, seed }) => `${arm.name} ${seed}`)).toEqual([
      ...['baseline 1', 'kakurenbo 1', 'control 1', 'baseline 2', 'kakurenbo 2', 'control 2'],
    ]);
  });

  it('is what the page about studies gives as an example', () => {
    const page = readFileSync(new URL('../../../docs/studies.md', import.meta.url), 'utf8');
    const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
    expect(placesOf(parseStudy(JSON.parse(example), 'docs/studies.md'))).toHaveLength(15);
  });

  it('is the same when it is written as JSON and read again', () => {
    const study = parseStudy(studyFile(), 'study.json');
    expect(parseStudy(JSON.parse(JSON.stringify(study)), 'study.json')).toEqual(study);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'it must be an object with version, name, base, arms and seeds.'],
    ['a newer version', studyFile({ version: 2 }), 'version must be 1'],
    ['no name', studyFile({ name: ' ' }), 'name must be a text that is not empty.'],
    ['a misspelt key', studyFile({ sedes: [1] }), 'unknown key "sedes". Did you mean "seeds"?'],
    ['no arms', armsOf(), 'arms must have at least one arm.'],
    ['an arm that is a text', armsOf('none'), 'arms.0 must be an object with a name and settings.'],
    ['an arm without a name', armsOf({ settings: {} }), 'arms.0.name must be a text'],
    [
      'a misspelt key of an arm',
      armsOf({ name: 'a', setting: {} }),
      'unknown key "arms.0.setting". Did you mean "arms.0.settings"?',
    ],
    [
      'two arms of one name',
      armsOf({ name: 'a' }, { name: 'a' }),
      'arms.1.name is the same as arms.0.name ("a").',
    ],
    ['no seeds', studyFile({ seeds: [] }), 'seeds must have at least one seed.'],
    ['a seed that is none', studyFile({ seeds: [1, -2] }), 'seeds.1 must be a whole number'],
    ['a seed as a text', studyFile({ seeds: ['1'] }), 'seeds.0 must be a whole number'],
    ['a seed twice', studyFile({ seeds: [1, 2, 1] }), 'seeds.2 is the same as seeds.0 ("1").'],
    ['a seed among the settings', studyFile({ base: { seed: 3 } }), 'base.seed cannot be set'],
    [
      'counts to match among the settings',
      armsOf({ name: 'a', settings: { match: { run: 1, hidden: [] } } }),
      'arms.0.settings.match cannot be set',
    ],
    [
      'an arm that matches a later one',
      armsOf({ name: 'a', settings: { policy: 'random' }, match: 'b' }, { name: 'b' }),
      'arms.0.match must name an arm that stands before it.',
    ],
    [
      'an arm that matches without hiding at random',
      armsOf({ name: 'a' }, { name: 'b', match: 'a' }),
      'arms.1.match needs the policy "random", and it is "kakurenbo".',
    ],
    [
      'an arm that matches a shorter one',
      armsOf({ name: 'a' }, { name: 'b', settings: { policy: 'random', epochs: 3 }, match: 'a' }),
      'arms.1 has 3 epochs, and the arm that it matches has 2.',
    ],
  ])('with %s is refused', (_, given, problem) => {
    const error = failure(given);
    expect(error.code).toBe('bad-study');
    expect(error.message).toContain(problem);
  });

  it.each<[string, unknown, string, string]>([
    [
      'an unknown setting',
      armsOf({ name: 'a', settings: { hidee: 0.3 } }),
      'unknown-key',
      'no setting "arms.0.settings.hidee". Did you mean "arms.0.settings.hide"?',
    ],
    [
      'a value out of range',
      studyFile({ base: { hide: 3 } }),
      'bad-value',
      'base.hide cannot be "3": it must be a number from 0 to 1.',
    ],
    [
      'a schedule that is none',
      armsOf({ name: 'a', settings: { schedule: { version: 1 } } }),
      'bad-schedule',
      '"arms.0.settings.schedule"',
    ],
    [
      'files that are none',
      studyFile({ base: { files: 3 } }),
      'bad-value',
      'base.files cannot be "3"',
    ],
  ])('with %s is refused with its key path', (_, given, code, problem) => {
    const error = failure(given);
    expect(error.code).toBe(code);
    expect(error.message).toContain(problem);
  });
});
