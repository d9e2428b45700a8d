/** A study: recipes (its arms) times seeds, as it is written in a file and kept in a project. */
import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';
import { accepts, expectation } from '../recipe/parameter.ts';
import { parameters } from '../recipe/parameters.ts';
import { parseSettings, type Recipe } from '../recipe/recipe.ts';
import { problemOfSearch } from '../search/check.ts';
import { budgetKeys, searchPlanKeys, searchPlanSchema } from '../search/plan.ts';
import { problemOf } from './problem.ts';

const aName = 'must be a text that is not empty';
const someSettings = 'must be an object of settings';
const settingsSchema = z.record(z.string(), z.unknown(), someSettings);

const armSchema = z.strictObject(
  {
    name: z.string(aName).trim().min(1, aName),
    settings: settingsSchema.default({}),
    /** For the policy `random`: the earlier arm whose hidden counts it takes over, seed by seed. */
    match: z.string(aName).optional(),
  },
  'must be an object with a name and settings',
);

const studySchema = z.strictObject(
  {
    version: z.literal(1, 'must be 1, the only version that this Mikke knows'),
    name: z.string(aName).trim().min(1, aName),
    /** What every arm shares; an arm's own settings come before it. */
    base: settingsSchema.default({}),
    arms: z.array(armSchema, 'must be a list of arms').min(1, 'must have at least one arm'),
    seeds: z
      .array(
        z
          .unknown()
          .refine(
            (seed) => accepts(parameters.seed, seed),
            `must be ${expectation(parameters.seed)}`,
          )
          .transform(Number),
        'must be a list of seeds',
      )
      .min(1, 'must have at least one seed'),
    /** What finds the arms, where nobody gives them. */
    search: searchPlanSchema.optional(),
  },
  'must be an object with version, name, base, arms and seeds',
);

export type Study = z.infer<typeof studySchema>;
export type Arm = Study['arms'][number];

/** What one run of a study is: the arm's recipe with the seed. */
export type Place = { arm: string; seed: number };

/**
 * A study from something unknown.
 * @param path names it in errors
 * @throws bad-study, unknown-key, bad-value and bad-schedule, each with the key path
 */
export function parseStudy(given: unknown, path: string): Study {
  const refuse = (problem: string) => new MikkeError('bad-study', { path, problem });
  const parsed = studySchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(problemOf(issue, keysAt(issue.path)));
  }
  const study = parsed.data;

  requireDifferent(study.seeds, (i) => `seeds.${i}`, refuse);
  const names = study.arms.map(({ name }) => name);
  requireDifferent(names, (i) => `arms.${i}.name`, refuse);
  checkSettings(study.base, 'base', refuse);
  if (study.search !== undefined) {
    const shared = parseSettings(study.base, 'base.');
    const problem = problemOfSearch(study.search, shared, study.seeds.length);
    if (problem !== null) throw refuse(problem);
  }
  study.arms.forEach(({ settings, match }, i) => {
    checkSettings(settings, `arms.${i}.settings`, refuse);
    if (match === undefined) return;
    const matched = study.arms.slice(0, i).find(({ name }) => name === match);
    if (matched === undefined) {
      throw refuse(`arms.${i}.match must name an arm that stands before it.`);
    }
    const recipe = recipeOf(study, study.arms[i], study.seeds[0]);
    if (recipe.policy !== 'random') {
      throw refuse(`arms.${i}.match needs the policy "random", and it is "${recipe.policy}".`);
    }
    const { epochs } = recipeOf(study, matched, study.seeds[0]);
    if (epochs < recipe.epochs) {
      throw refuse(
        `arms.${i} has ${recipe.epochs} epochs, and the arm that it matches has ${epochs}.`,
      );
    }
  });
  return study;
}

/** The recipe of an arm with a seed; hidden counts to match are not in it, since they come from a run. */
export const recipeOf = ({ base, arms }: Study, arm: Arm, seed: number): Recipe =>
  parseSettings({ ...base, ...arm.settings, seed }, `arms.${arms.indexOf(arm)}.settings.`);

/** The runs in their order: every arm with the first seed, then with the next, so that half a study is balanced. */
export const placesOf = ({ arms, seeds }: Study): { arm: Arm; seed: number }[] =>
  seeds.flatMap((seed) => arms.map((arm) => ({ arm, seed })));

type Refuse = (problem: string) => MikkeError;

function checkSettings(settings: Record<string, unknown>, at: string, refuse: Refuse): void {
  if ('seed' in settings) throw refuse(`${at}.seed cannot be set, since the list of seeds does.`);
  if ('match' in settings) {
    throw refuse(
      `${at}.match cannot be set: an arm names the arm that it matches beside its name.`,
    );
  }
  parseSettings(settings, `${at}.`);
}

function requireDifferent(
  values: readonly (string | number)[],
  at: (index: number) => string,
  refuse: Refuse,
): void {
  values.forEach((value, i) => {
    const first = values.indexOf(value);
    if (first !== i) throw refuse(`${at(i)} is the same as ${at(first)} ("${value}").`);
  });
}

/** The keys of the object at a path. */
function keysAt([first, second]: readonly PropertyKey[]): readonly string[] {
  if (first === 'arms') return Object.keys(armSchema.shape);
  if (first !== 'search') return Object.keys(studySchema.shape);
  return second === 'budget' ? budgetKeys : searchPlanKeys;
}
