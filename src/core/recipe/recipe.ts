import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';
import { hidingPolicies, type HidingPolicyName } from '../hiding/registry.ts';
import { hideCount } from '../hiding/cost.ts';
import { defaultHideFraction, defaultLearningRate } from '../schedule/defaults.ts';
import { evaluate } from '../schedule/evaluate.ts';
import { scheduleSchema, type FullSchedule, type Schedule } from '../schedule/schedule.ts';
import { accepts, expectation, type Parameter } from './parameter.ts';
import { parameterKeys, parameters, type engineNames, type modelNames } from './parameters.ts';

/** Everything that decides a run's result, and nothing else. */
export type Recipe = {
  version: 1;
  dataset: string;
  limit: number | null;
  testLimit: number | null;
  dataSeed: number;
  model: (typeof modelNames)[number];
  width: number;
  epochs: number;
  batch: number;
  lr: number;
  lrSchedule: 'cosine' | 'step';
  momentum: number;
  nesterov: boolean;
  weightDecay: number;
  policy: HidingPolicyName;
  hide: number;
  tau: number;
  warmup: number;
  seed: number;
  engine: (typeof engineNames)[number];
  /** Tracks given by hand; null and tracks left out follow the settings above. */
  schedule: Schedule | null;
  /** Names of the IDX files where they are not the usual ones. */
  files: DatasetFiles | null;
  /** For the policy `random`: the hidden counts, an epoch each, of the run it is compared with. */
  match: { run: number; hidden: number[] } | null;
};

const filesSchema = z
  .strictObject({
    trainImages: z.string().min(1).optional(),
    trainLabels: z.string().min(1).optional(),
    testImages: z.string().min(1).optional(),
    testLabels: z.string().min(1).optional(),
  })
  .nullable();
export type DatasetFiles = NonNullable<z.infer<typeof filesSchema>>;

const matchSchema = z
  .strictObject({ run: z.int().min(1), hidden: z.array(z.int().min(0)) })
  .nullable();

export const defaultRecipe = (): Recipe => ({
  version: 1,
  ...(Object.fromEntries(
    parameterKeys.map((key) => [key, parameters[key].default]),
  ) as unknown as Omit<Recipe, 'version' | 'schedule' | 'files' | 'match'>),
  schedule: null,
  files: null,
  match: null,
});

/** The known word that a misspelt one is nearest to, if at least half of its letters stand. */
export function suggestKey(typed: string, known: readonly string[]): string | undefined {
  const nearest = closest(typed, known);
  const half = Math.max(typed.length, nearest.length) / 2;
  return distance(typed, nearest) <= half ? nearest : undefined;
}

/**
 * A recipe from something unknown; settings that are left out take their defaults.
 * @throws unknown-key, bad-value, bad-schedule
 */
export function parseRecipe(given: unknown): Recipe {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new MikkeError('bad-usage', { problem: 'A recipe must be an object of settings.' });
  }
  const settings = given as Record<string, unknown>;
  const known = ['version', ...parameterKeys, 'schedule', 'files', 'match'];
  for (const key of Object.keys(settings)) {
    if (!known.includes(key)) {
      throw new MikkeError('unknown-key', { key, suggestion: suggestKey(key, known) });
    }
  }
  if ((settings['version'] ?? 1) !== 1) {
    const expected = '1, the only version that this Mikke knows';
    throw new MikkeError('bad-value', {
      key: 'version',
      value: show(settings['version']),
      expected,
    });
  }
  for (const key of parameterKeys) {
    const parameter: Parameter = parameters[key];
    const value = settings[key];
    if (value !== undefined && !accepts(parameter, value)) {
      throw new MikkeError('bad-value', {
        key,
        value: show(value),
        expected: expectation(parameter),
      });
    }
  }
  const part = <T>(key: string, schema: z.ZodType<T>, expected: string): T => {
    const parsed = schema.safeParse(settings[key] ?? null);
    if (parsed.success) return parsed.data;
    throw new MikkeError('bad-value', { key, value: show(settings[key]), expected });
  };
  const match = part('match', matchSchema, 'null, or a run with its hidden counts');
  const files = part('files', filesSchema, 'null, or names of image and label files');
  const tracks = settings['schedule'] ?? null;
  const schedule = tracks === null ? null : parseSchedule(tracks, 'schedule');
  const chosen = Object.fromEntries(Object.entries(settings).filter(([, v]) => v !== undefined));
  return { ...defaultRecipe(), ...chosen, version: 1, schedule, files, match };
}

/** @throws bad-schedule, naming `path` and the key path within it */
export function parseSchedule(given: unknown, path: string): Schedule {
  const parsed = scheduleSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = issue.path.length === 0 ? '' : `at ${issue.path.join('.')}: `;
  throw new MikkeError('bad-schedule', { path, problem: `${at}${issue.message}.` });
}

/** The schedule that a run of the recipe follows, with every track filled in. */
export function fullSchedule(recipe: Recipe): FullSchedule {
  const given = recipe.schedule?.tracks;
  return {
    version: 1,
    clock: 'epoch',
    tracks: {
      hideFraction: given?.hideFraction ?? defaultHideFraction(recipe.hide, recipe.epochs),
      learningRate:
        given?.learningRate ?? defaultLearningRate(recipe.lr, recipe.lrSchedule, recipe.epochs),
    },
  };
}

/**
 * Refuses, before anything is made, what can never train.
 * @throws dataset-too-small, everything-hidden, match-impossible, bad-usage
 */
export function checkRecipe(recipe: Recipe, samples: number): void {
  if (samples < recipe.batch) {
    throw new MikkeError('dataset-too-small', { samples, batch: recipe.batch });
  }
  const { match } = recipe;
  if (match !== null) {
    if (recipe.policy !== 'random') {
      throw new MikkeError('unused-setting', { key: 'match', policy: recipe.policy });
    }
    if (match.hidden.length < recipe.epochs) {
      const problem = `it has ${match.hidden.length} recorded epochs, and ${recipe.epochs} are needed.`;
      throw new MikkeError('match-impossible', { run: match.run, problem });
    }
    if (match.hidden.some((count) => count >= samples)) {
      const problem = `it hid as many samples as there are here (${samples}).`;
      throw new MikkeError('match-impossible', { run: match.run, problem });
    }
  }
  if (hidingPolicies[recipe.policy].uses.includes('hide')) {
    const { hideFraction } = fullSchedule(recipe).tracks;
    for (let epoch = 0; epoch < recipe.epochs; epoch++) {
      const fraction = evaluate(hideFraction, epoch);
      if (hideCount(fraction, samples) >= samples) {
        throw new MikkeError('everything-hidden', { epoch, samples, fraction });
      }
    }
  }
}

/** As people wrote it; JSON has no word for NaN. */
const show = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : JSON.stringify(value);
