import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';
import { suggestKey } from '../errors/suggest.ts';
import { exclusionSchema } from '../record/exclusion.ts';
import { hideCount } from '../hiding/cost.ts';
import type { Match } from '../hiding/policy.ts';
import { hidingPolicies } from '../hiding/registry.ts';
import { countWords, course, MOST_PASSES, type ImageShape, type Pass } from '../schedule/course.ts';
import { constant, defaultLearningRate } from '../schedule/defaults.ts';
import { evaluate } from '../schedule/evaluate.ts';
import { parseSchedule } from '../schedule/parse.ts';
import {
  changedTracks,
  latestSchedule,
  scheduleAt,
  type RevisedSchedule,
  type Revision,
} from '../schedule/revision.ts';
import {
  trackNames,
  type FullSchedule,
  type Schedule,
  type TrackName,
} from '../schedule/schedule.ts';
import { viewPolicies } from '../view/registry.ts';
import { accepts, defaultsOf, expectation, type Parameter, type ValuesOf } from './parameter.ts';
import { parameterKeys, parameters } from './parameters.ts';

/** Everything that decides a run's result, and nothing else. */
export type Recipe = ValuesOf<typeof parameters> & {
  version: 1;
  /** Tracks given by hand; null and tracks left out follow the settings. */
  schedule: Schedule | null;
  /** Names of the IDX files where they are not the usual ones. */
  files: DatasetFiles | null;
  /** Which samples of the training files are left out, of those that would be trained on (core/record/exclusion.ts). */
  exclude: string | null;
  /** For the policy `random`: the hidden counts, an epoch each, of the run it is compared with. */
  match: Match | null;
};

const filesSchema = z
  .strictObject({
    trainImages: z.string().min(1).optional(),
    trainLabels: z.string().min(1).optional(),
    testImages: z.string().min(1).optional(),
    testLabels: z.string().min(1).optional(),
  })
  .nullable();
/** What an exclusion must be, in words. */
const EXCLUSION_WORDS =
  'null, or ascending ranges of indices in the training files such as "3,10-12,99", of at most a million letters';
export type DatasetFiles = NonNullable<z.infer<typeof filesSchema>>;

const matchSchema = z
  .strictObject({ run: z.int().min(1), hidden: z.array(z.int().min(0)) })
  .nullable();

export const defaultRecipe = (): Recipe => ({
  version: 1,
  ...defaultsOf(parameters),
  schedule: null,
  files: null,
  exclude: null,
  match: null,
});

/**
 * A recipe from something unknown; settings that are left out take their defaults.
 * @throws unknown-key, bad-value, bad-schedule
 */
export const parseRecipe = (given: unknown): Recipe => parseSettings(given, '');

/**
 * A recipe from settings that stand within something else.
 * @param at what the key paths in errors begin with, as in "base."
 * @throws unknown-key, bad-value, bad-schedule
 */
export function parseSettings(given: unknown, at: string): Recipe {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new MikkeError('bad-usage', { problem: 'A recipe must be an object of settings.' });
  }
  const settings = given as Record<string, unknown>;
  const known = ['version', ...parameterKeys, 'schedule', 'files', 'exclude', 'match'];
  for (const key of Object.keys(settings)) {
    if (!known.includes(key)) {
      const meant = suggestKey(key, known);
      const suggestion = meant === undefined ? undefined : `${at}${meant}`;
      throw new MikkeError('unknown-key', { key: `${at}${key}`, suggestion });
    }
  }
  if ((settings['version'] ?? 1) !== 1) {
    const expected = '1, the only version that this Mikke knows';
    throw new MikkeError('bad-value', {
      key: `${at}version`,
      value: show(settings['version']),
      expected,
    });
  }
  for (const key of parameterKeys) {
    const parameter: Parameter = parameters[key];
    const value = settings[key];
    if (value !== undefined && !accepts(parameter, value)) {
      throw new MikkeError('bad-value', {
        key: `${at}${key}`,
        value: show(value),
        expected: expectation(parameter),
      });
    }
  }
  const part = <T>(key: string, schema: z.ZodType<T>, expected: string): T => {
    const parsed = schema.safeParse(settings[key] ?? null);
    if (parsed.success) return parsed.data;
    const value = shortened(show(settings[key]));
    throw new MikkeError('bad-value', { key: `${at}${key}`, value, expected });
  };
  const match = part('match', matchSchema, 'null, or a run with its hidden counts');
  const files = part('files', filesSchema, 'null, or names of image and label files');
  const exclude = part('exclude', exclusionSchema.nullable(), EXCLUSION_WORDS);
  const tracks = settings['schedule'] ?? null;
  const schedule = tracks === null ? null : parseSchedule(tracks, `${at}schedule`);
  const chosen = Object.fromEntries(Object.entries(settings).filter(([, v]) => v !== undefined));
  return { ...defaultRecipe(), ...chosen, version: 1, schedule, files, exclude, match };
}

/** The schedule that a run of the recipe follows, with every track filled in. */
export function fullSchedule(recipe: Recipe): FullSchedule {
  const { epochs } = recipe;
  const hiding = hidingPolicies[recipe.policy];
  const view = viewPolicies[recipe.view];
  const shown = view.tracks(epochs, recipe);
  const byHand = recipe.schedule?.tracks as Partial<FullSchedule['tracks']> | undefined;
  return {
    version: 1,
    clock: recipe.schedule?.clock ?? view.clock,
    tracks: {
      hideFraction: hiding.hideFraction?.(recipe, epochs) ?? constant(0),
      learningRate: defaultLearningRate(recipe.lr, recipe.lrSchedule, epochs),
      bandwidth: shown.bandwidth,
      magnitude: shown.magnitude ?? constant(recipe.magnitude),
      tau: constant(recipe.tau),
      batchSize: constant(recipe.batch),
      mixup: constant(recipe.mixup),
      ...byHand,
    },
  };
}

/**
 * The passes over images of a shape that a run of the recipe makes along a schedule. From a
 * revision's pass on they follow that one; those before it are as they were.
 */
export function passesOf(
  recipe: Recipe,
  schedule: FullSchedule,
  shape: ImageShape,
  revisions: readonly Pick<Revision, 'epoch' | 'schedule'>[] = [],
): Pass[] {
  const { epochs } = recipe;
  const replay = viewPolicies[recipe.view].replay?.(epochs, recipe);
  return revisions.reduce(
    (passes, revision) =>
      revision.epoch > passes.length
        ? passes
        : course(revision.schedule, epochs, shape, replay, passes.slice(0, revision.epoch)),
    course(schedule, epochs, shape, replay),
  );
}

/** The recipe with the values that its tracks have at a position on the schedule's clock. */
export const settingsAt = (recipe: Recipe, { tracks }: FullSchedule, at: number): Recipe => ({
  ...recipe,
  tau: evaluate(tracks.tau, at),
  magnitude: evaluate(tracks.magnitude, at),
  batch: Math.max(1, Math.round(evaluate(tracks.batchSize, at))),
  mixup: evaluate(tracks.mixup, at),
});

/** The tracks that a run of the recipe reads, and those that are given by hand. */
export const tracksOf = (recipe: Recipe): TrackName[] =>
  trackNames.filter((name) => {
    if (recipe.schedule?.tracks[name] !== undefined) return true;
    const { hideFraction, settings } = hidingPolicies[recipe.policy];
    if (name === 'hideFraction') return hideFraction !== undefined;
    if (name === 'tau') return 'tau' in settings;
    if (name === 'magnitude') return recipe.augment === 'randaugment';
    if (name === 'mixup') return recipe.mixup > 0;
    return true;
  });

/**
 * Refuses, before anything is made, what can never train.
 * @throws dataset-too-small, everything-hidden, match-impossible, unused-setting, bad-value
 */
export function checkRecipe(
  recipe: Recipe,
  samples: number,
  shape: ImageShape,
  revisions: readonly Revision[] = [],
): void {
  const schedule = fullSchedule(recipe);
  checkCourse(recipe, { schedule, revisions }, samples, shape);
}

/** Refuses what checkRecipe refuses, of what a run of the recipe follows. */
function checkCourse(
  recipe: Recipe,
  followed: RevisedSchedule,
  samples: number,
  shape: ImageShape,
): void {
  const { schedule, revisions } = followed;
  const passes = passesOf(recipe, schedule, shape, revisions);
  const { replay } = viewPolicies[recipe.view];
  if (replay !== undefined && recipe.replay && schedule.clock === 'epoch') {
    const expected = 'false where the schedule counts epochs and not compute';
    throw new MikkeError('bad-value', { key: 'replay', value: show(recipe.replay), expected });
  }
  if (passes.length === 0 || passes.length > MOST_PASSES) {
    throw new MikkeError('bad-value', {
      key: 'epochs',
      value: show(recipe.epochs),
      expected: `a number that makes 1 to ${MOST_PASSES.toLocaleString('en')} passes over the data set, and it makes ${countWords(passes)}`,
    });
  }
  passes.forEach(({ at }, epoch) => {
    const { batch } = settingsAt(recipe, scheduleAt(followed, epoch), at);
    if (samples < batch) throw new MikkeError('dataset-too-small', { samples, batch });
  });
  const policy = hidingPolicies[recipe.policy];
  const { match } = recipe;
  if (match !== null) {
    if (policy.matches !== true) {
      throw new MikkeError('unused-setting', { key: 'match', policy: recipe.policy });
    }
    if (match.hidden.length < passes.length) {
      const problem = `it has ${match.hidden.length} recorded epochs, and ${passes.length} are needed.`;
      throw new MikkeError('match-impossible', { run: match.run, problem });
    }
    if (match.hidden.some((count) => count >= samples)) {
      const problem = `it hid as many samples as there are here (${samples}).`;
      throw new MikkeError('match-impossible', { run: match.run, problem });
    }
  }
  if (policy.hideFraction === undefined) return;
  passes.forEach(({ at }, epoch) => {
    const fraction = evaluate(scheduleAt(followed, epoch).tracks.hideFraction, at);
    if (hideCount(fraction, samples) >= samples) {
      throw new MikkeError('everything-hidden', { epoch, samples, fraction });
    }
  });
}

/** What must be known of a run to revise it. */
export type RevisableRun = RevisedSchedule & { id: number; recipe: Recipe };

/**
 * The schedule that a run follows once it is revised from a pass on; tracks that are left out stay.
 * @throws revision-clock, revision-same, revision-too-late, and what checkRecipe throws
 */
export function revisedSchedule(
  { id: run, recipe, ...followed }: RevisableRun,
  given: Schedule,
  epoch: number,
  samples: number,
  shape: ImageShape,
): FullSchedule {
  const { clock, tracks } = latestSchedule(followed);
  if (given.clock !== clock) {
    throw new MikkeError('revision-clock', { run, clock, given: given.clock });
  }
  const byHand = given.tracks as Partial<FullSchedule['tracks']>;
  const schedule: FullSchedule = { version: 1, clock, tracks: { ...tracks, ...byHand } };
  // What it is to follow later may differ, where recorded epochs were taken back since.
  const known = [scheduleAt(followed, epoch), latestSchedule(followed)];
  if (known.every((one) => changedTracks(one, schedule).length === 0)) {
    throw new MikkeError('revision-same', { run });
  }
  const revisions = [...followed.revisions, { epoch, schedule, at: '', by: '' }];
  const passes = passesOf(recipe, followed.schedule, shape, revisions).length;
  if (passes <= epoch) throw new MikkeError('revision-too-late', { run });
  checkCourse(recipe, { schedule: followed.schedule, revisions }, samples, shape);
  return schedule;
}

const MOST_SHOWN = 80;
const shortened = (text: string): string =>
  text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;

/** As people wrote it; JSON has no word for NaN. */
const show = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : JSON.stringify(value);
