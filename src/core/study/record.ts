import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { parseStudy, recipeOf, type Place, type Study } from './study.ts';

/** A study as the project knows it, with the runs that it has so far. */
export const studyRecordSchema = z.strictObject({
  /** 1, 2, … in the project, oldest first. */
  id: z.int().min(1),
  study: z.unknown().transform((given) => parseStudy(given, 'in the project')),
  /** ISO 8601 in UTC. */
  createdAt: z.string(),
  runs: z.array(z.strictObject({ arm: z.string(), seed: z.int().min(0), run: z.int().min(1) })),
});
export type StudyRecord = z.infer<typeof studyRecordSchema>;

/** The run of a place, or undefined where it has none yet. */
export const runAt = ({ runs }: Pick<StudyRecord, 'runs'>, place: Place): number | undefined =>
  runs.find(({ arm, seed }) => arm === place.arm && seed === place.seed)?.run;

/**
 * Refuses a study under a known name that would make something else of a run that is recorded.
 * Arms and seeds may be added, and taken away while they have no run.
 * @param recorded every run of the study, with the recipe that it really follows
 * @throws study-changed
 */
export function checkUnchanged(
  before: Study,
  after: Study,
  recorded: readonly (Place & { run: number; recipe: Recipe })[],
): void {
  const refuse = (problem: string) =>
    new MikkeError('study-changed', { study: before.name, problem });
  for (const { run, recipe, ...place } of recorded) {
    const where = `run ${run} is of arm "${place.arm}" with seed ${place.seed}`;
    const arm = after.arms.find(({ name }) => name === place.arm);
    if (arm === undefined || !after.seeds.includes(place.seed)) {
      throw refuse(`${where}, which it no longer has.`);
    }
    const matched = before.arms.find(({ name }) => name === place.arm)?.match;
    if (arm.match !== matched) {
      const words = (name: string | undefined) => (name === undefined ? 'no arm' : `"${name}"`);
      throw refuse(`${where}, which matched ${words(matched)} and now ${words(arm.match)}.`);
    }
    const changed = firstDifference(recipe, recipeOf(after, arm, place.seed));
    if (changed === null) continue;
    throw refuse(
      `${where}, whose ${changed.key} was ${changed.before} and is ${changed.after} now.`,
    );
  }
}

/** The first setting that differs, whatever a run matches. */
function firstDifference(before: Recipe, after: Recipe) {
  const keys = Object.keys(after) as (keyof Recipe)[];
  for (const key of keys.filter((name) => name !== 'match')) {
    const [was, is] = [JSON.stringify(before[key]), JSON.stringify(after[key])];
    if (was !== is) return { key, before: was, after: is };
  }
  return null;
}
