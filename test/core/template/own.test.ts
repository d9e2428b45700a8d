import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidingPolicyNames } from '../../../src/core/hiding/registry.ts';
import {
  defaultRecipe,
  fullSchedule,
  parseRecipe,
  type Recipe,
} from '../../../src/core/recipe/recipe.ts';
import {
  clocks,
  easings,
  trackNames,
  tracks,
  type Schedule,
} from '../../../src/core/schedule/schedule.ts';
import { asTemplate } from '../../../src/core/template/as-template.ts';
import { dryRun } from '../../../src/core/template/dry-run.ts';
import { fromTemplate, methodOf } from '../../../src/core/template/from-template.ts';
import {
  ownTemplatesFile,
  parseOwnTemplates,
  saveTemplate,
  whyNotName,
  type OwnTemplate,
} from '../../../src/core/template/own.ts';
import { viewPolicyNames } from '../../../src/core/view/registry.ts';

const SAVED_AT = '2026-11-27T08:00:00.000Z';

const track = (name: keyof typeof tracks) =>
  fc.uniqueArray(fc.nat(120), { minLength: 1, maxLength: 6 }).chain((places) =>
    fc.tuple(
      ...places
        .toSorted((a, b) => a - b)
        .map((place) =>
          fc.record({
            at: fc.constant(place / 4),
            value: fc.double({ min: tracks[name].min, max: tracks[name].max, noNaN: true }),
            easing: fc.constantFrom(...easings),
          }),
        ),
    ),
  );
const schedules: fc.Arbitrary<Schedule> = fc.record({
  version: fc.constant(1 as const),
  clock: fc.constantFrom(...clocks),
  tracks: fc.record(Object.fromEntries(trackNames.map((name) => [name, track(name)])) as never, {
    requiredKeys: [],
  }),
});
const recipes: fc.Arbitrary<Recipe> = fc
  .record({
    policy: fc.constantFrom(...hidingPolicyNames),
    view: fc.constantFrom(...viewPolicyNames),
    hide: fc.double({ min: 0, max: 0.9, noNaN: true }),
    lrSchedule: fc.constantFrom('cosine' as const, 'step' as const),
    epochs: fc.integer({ min: 1, max: 400 }),
    lr: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1000, noNaN: true })),
    schedule: fc.option(schedules),
  })
  .map((settings) => ({ ...defaultRecipe(), ...settings }));

const save = (recipe: Recipe, name = 'mine') => saveTemplate(recipe, name, SAVED_AT);
const use = (own: OwnTemplate, recipe: Recipe) => fromTemplate(asTemplate(own), recipe);
const fileOf = (...templates: unknown[]): unknown => ({ version: 1, templates });
const problemOf = (given: unknown) => {
  const read = parseOwnTemplates(given);
  return read.kind === 'damaged' ? read.problem : read.kind;
};

describe('a template of one’s own', () => {
  test('gives back the same method at the same epochs and peak', () => {
    fc.assert(
      fc.property(recipes, ({ epochs, lr, ...method }) => {
        const recipe = { ...method, epochs, lr };
        const used = use(save(recipe), { ...defaultRecipe(), epochs, lr });
        expect(methodOf(used)).toEqual(methodOf(recipe));
        expect(fullSchedule(used)).toEqual(fullSchedule(recipe));
      }),
    );
  });

  test('makes a valid recipe at any epochs and peak, which keeps everything else', () => {
    const others = fc.record({
      epochs: fc.integer({ min: 1, max: 65_535 }),
      lr: fc.double({ min: 0, max: 1000, noNaN: true }),
      model: fc.constantFrom('resnet8' as const, 'resnet20' as const),
      batch: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(recipes, others, (recipe, other) => {
        const used = use(save(recipe), { ...defaultRecipe(), ...other });
        expect(used).toMatchObject(other);
        expect(parseRecipe(JSON.parse(JSON.stringify(used)))).toEqual(
          JSON.parse(JSON.stringify(used)),
        );
      }),
    );
  });

  test('stands at whole epochs over others, in no more keyframes, and ends as it ended', () => {
    fc.assert(
      fc.property(recipes, fc.integer({ min: 1, max: 400 }), (recipe, epochs) => {
        fc.pre(recipe.schedule?.clock === 'epoch' && epochs !== recipe.epochs);
        const used = use(save(recipe), { ...defaultRecipe(), epochs, lr: recipe.lr });
        for (const name of trackNames) {
          const [drawn, scaled] = [recipe, used].map(({ schedule }) => schedule?.tracks[name]);
          expect(scaled?.length ?? 0).toBeLessThanOrEqual(drawn?.length ?? 0);
          expect(scaled?.at(-1)?.value).toBe(drawn?.at(-1)?.value);
          for (const { at } of scaled ?? []) expect(Number.isInteger(at)).toBe(true);
        }
      }),
    );
  });

  test('is read back as it was kept', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const file = ownTemplatesFile([save(recipe, 'one'), save(recipe, 'two')]);
        const kept: unknown = JSON.parse(JSON.stringify(file));
        expect(parseOwnTemplates(kept)).toEqual({
          kind: 'templates',
          templates: (kept as typeof file).templates,
        });
      }),
    );
  });

  const drawn = (at: number[], name: 'hideFraction' | 'learningRate' = 'hideFraction') => ({
    ...defaultRecipe(),
    schedule: {
      version: 1 as const,
      clock: 'epoch' as const,
      tracks: { [name]: at.map((at, i) => ({ at, value: i / 10, easing: 'hold' as const })) },
    },
  });

  test('is scaled in time', () => {
    const used = use(save(drawn([0, 3, 8, 10])), { ...defaultRecipe(), epochs: 25 });
    expect(used.schedule?.tracks.hideFraction?.map(({ at }) => at)).toEqual([0, 8, 20, 25]);
  });

  test('keeps the last of the keyframes that fall on one place', () => {
    const used = use(save(drawn([0, 1, 2, 10])), { ...defaultRecipe(), epochs: 2 });
    expect(used.schedule?.tracks.hideFraction).toEqual([
      { at: 0, value: 0.2, easing: 'hold' },
      { at: 2, value: 0.3, easing: 'hold' },
    ]);
  });

  test('keeps parts of epochs where the clock counts compute', () => {
    const recipe = { ...drawn([0, 5]), view: 'efficienttrain-plus-plus' as const };
    const schedule = { ...recipe.schedule, clock: 'compute' as const };
    const used = use(save({ ...recipe, schedule }), { ...defaultRecipe(), epochs: 5 });
    expect(used.schedule?.clock).toBe('compute');
    expect(used.schedule?.tracks.hideFraction?.map(({ at }) => at)).toEqual([0, 2.5]);
  });

  test('leaves the peak of the learning rate to its user', () => {
    const recipe = { ...drawn([0, 5, 10], 'learningRate'), lr: 0.2 };
    const used = use(save(recipe), { ...defaultRecipe(), lr: 0.1 });
    expect(used.schedule?.tracks.learningRate?.map(({ value }) => value)).toEqual([0, 0.05, 0.1]);
    expect(used.lr).toBe(0.1);
  });

  test('keeps a learning rate that was drawn under a peak of 0', () => {
    const recipe = { ...drawn([0, 5], 'learningRate'), lr: 0 };
    const used = use(save(recipe), { ...defaultRecipe(), lr: 0.3 });
    expect(used.schedule?.tracks.learningRate?.map(({ value }) => value)).toEqual([0, 0.1]);
  });

  test('leaves hidden counts of a run to their project', () => {
    const recipe = {
      ...defaultRecipe(),
      policy: 'random' as const,
      match: { run: 1, hidden: [5] },
    };
    expect(use(save(recipe), recipe).match).toBeNull();
  });

  test('says what it is made of', () => {
    const summary = (recipe: Recipe) => asTemplate(save(recipe)).summary;
    expect(summary({ ...defaultRecipe(), policy: 'none' })).toBe('No hiding, whole images.');
    expect(summary({ ...drawn([0]), view: 'efficienttrain' })).toBe(
      'KAKURENBO with EfficientTrain; drawn by hand: hide fraction.',
    );
  });

  test('is shown as a dry run at the epochs that it was saved over', () => {
    const run = dryRun(asTemplate(save({ ...drawn([0, 4]), epochs: 8 })), { size: 28 });
    expect(run).toMatchObject({ name: 'mine', source: null, epochs: 8, passes: 8 });
    expect(run.stages.map(({ from, hideFraction }) => [from, hideFraction])).toEqual(
      expect.arrayContaining([[4, 0.1]]),
    );
    expect(run.published.figures).toEqual([]);
  });
});

describe('kept templates are refused with their place where', () => {
  const good = save(defaultRecipe());
  const hiding = (keyframes: unknown) => ({
    ...good,
    schedule: { version: 1, clock: 'epoch', tracks: { hideFraction: keyframes } },
  });

  test.each<[string, unknown, string]>([
    ['they are no object', [], 'expected object'],
    ['they are nothing', null, 'expected object'],
    ['they have no version', { templates: [] }, 'at version: '],
    ['one is no object', fileOf(good, 7), 'at templates.1: '],
    ['two have one name', fileOf(good, good), 'at templates: each must have a name of its own.'],
    ['a name is empty', fileOf({ ...good, name: '' }), 'at templates.0.name: must be one line'],
    ['a name has lines', fileOf({ ...good, name: 'a\nb' }), 'at templates.0.name: '],
    ['a name is endless', fileOf({ ...good, name: 'a'.repeat(61) }), 'at templates.0.name: '],
    ['a moment is none', fileOf({ ...good, savedAt: 'today' }), 'at templates.0.savedAt: '],
    ['epochs are none', fileOf({ ...good, epochs: 0 }), 'at templates.0.epochs: must be a whole'],
    ['a peak is a text', fileOf({ ...good, lr: '0.1' }), 'at templates.0.lr: must be a number'],
    [
      'a setting is out of range',
      fileOf({ ...good, settings: { hide: 2 } }),
      'at templates.0.settings.hide: must be a number from 0 to',
    ],
    [
      'a setting is none of a method',
      fileOf({ ...good, settings: { dataset: '/etc' } }),
      'at templates.0.settings: Unrecognized key: "dataset"',
    ],
    [
      'a key is unknown',
      fileOf({ ...good, colour: 'blue' }),
      'at templates.0: Unrecognized key: "colour"',
    ],
    [
      'keyframes are out of order',
      fileOf(
        hiding([
          { at: 2, value: 0, easing: 'hold' },
          { at: 1, value: 0, easing: 'hold' },
        ]),
      ),
      'at templates.0.schedule.tracks.hideFraction: keyframes must stand in ascending order',
    ],
    [
      'a value is out of range',
      fileOf(hiding([{ at: 0, value: 7, easing: 'hold' }])),
      'at templates.0.schedule.tracks.hideFraction.0.value: ',
    ],
  ])('%s', (_, given, place) => {
    expect(problemOf(given)).toContain(place);
  });

  test('anything else stands in their place', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        expect(problemOf(given)).not.toBe('');
        expect(problemOf(fileOf(given))).toMatch(/^at templates\.0/);
      }),
    );
  });
});

test('settings that a later Mikke adds take their defaults', () => {
  const { settings: _, ...rest } = save(defaultRecipe());
  const read = parseOwnTemplates(fileOf({ ...rest, settings: { policy: 'none' } }));
  expect(read.kind === 'templates' && read.templates[0].settings).toEqual(
    methodOf({ ...defaultRecipe(), policy: 'none' }),
  );
});

test('a file of a later version is told apart from a damaged one', () => {
  expect(parseOwnTemplates({ version: 2, templates: 'other' })).toEqual({ kind: 'newer' });
});

test.each([
  ['', 'Give it a name.'],
  [' steps', 'A name must be one line'],
  ['infobatch', 'A published template has this name.'],
])('a template cannot be called "%s"', (name, why) => {
  expect(whyNotName(name)).toContain(why);
});

test('a template can be called by several words', () => {
  expect(whyNotName('my steps, gentler')).toBeNull();
});
