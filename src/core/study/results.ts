/** A study's runs side by side: means with intervals, and each arm against the baseline, seed by seed. */
import { MikkeError } from '../errors/error.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { EpochRecord, RunStatus } from '../record/run.ts';
import { measureNames, measuresOf, type MeasureName, type MeasureOptions } from './measures.ts';
import { runAt, type StudyRecord } from './record.ts';
import { recipeOf, type Arm, type Study } from './study.ts';
import { differenceOf, summaryOf, type Difference, type Summary } from './summary.ts';

/** What is needed of a run. */
export type StudyRun = {
  id: number;
  status: RunStatus;
  engine: { name: string } | null;
  epochs: readonly EpochRecord[];
};

export type ResultOptions = MeasureOptions & {
  /** The arm that the others are compared with. */
  baseline: string;
};

export type SeedValue = { seed: number; run: number; value: number };

export type MeasureResult = {
  /** Of the finished runs that have the measure, in order of seeds. */
  values: SeedValue[];
  /** Null where no run has it. */
  summary: Summary | null;
  /** Against the baseline, over the seeds that both have; null for the baseline itself and where there are none. */
  difference: Difference | null;
};

export type ArmResult = {
  name: string;
  /** The arm's recipe with the first seed. */
  recipe: Recipe;
  match: string | null;
  /** A run a seed; null where it has not begun. */
  runs: { seed: number; run: number | null; status: RunStatus | null; engine: string | null }[];
  finished: number;
  measures: Record<MeasureName, MeasureResult>;
};

export type StudyResults = {
  name: string;
  seeds: number[];
  options: ResultOptions;
  /** Engines of all its runs; times are only comparable where it is one. */
  engines: string[];
  finished: number;
  /** How many runs it is to have. */
  of: number;
  arms: ArmResult[];
};

/** The first arm, unless another is chosen. */
export const usualBaseline = ({ arms }: Study): string => arms[0].name;

/**
 * Only finished runs count, and no arm is compared over seeds that the baseline has not finished.
 * @param runs those of the study, among others
 * @throws bad-value where the baseline is no arm
 */
export function resultsOf(
  record: StudyRecord,
  runs: readonly StudyRun[],
  options: ResultOptions,
): StudyResults {
  const { study } = record;
  const { name, seeds, arms } = study;
  const names = arms.map((arm) => arm.name);
  if (!names.includes(options.baseline)) {
    const expected = `one of ${names.join(', ')}`;
    throw new MikkeError('bad-value', { key: 'The baseline', value: options.baseline, expected });
  }
  const byId = new Map(runs.map((run) => [run.id, run]));
  const runOf = (arm: string, seed: number) => byId.get(runAt(record, { arm, seed }) ?? 0);

  const valuesOf = (arm: Arm): Record<MeasureName, SeedValue[]> => {
    const values = Object.fromEntries(
      measureNames.map((measure): [MeasureName, SeedValue[]] => [measure, []]),
    ) as Record<MeasureName, SeedValue[]>;
    for (const seed of seeds) {
      const run = runOf(arm.name, seed);
      if (run?.status !== 'finished') continue;
      const measures = measuresOf(run.epochs, options);
      for (const measure of measureNames) {
        const value = measures[measure];
        if (value !== null) values[measure].push({ seed, run: run.id, value });
      }
    }
    return values;
  };
  const values = new Map(arms.map((arm) => [arm.name, valuesOf(arm)]));
  const valuesAt = (arm: string, measure: MeasureName) => values.get(arm)?.[measure] ?? [];

  const results = arms.map((arm): ArmResult => {
    const shown = seeds.map((seed) => {
      const run = runOf(arm.name, seed);
      return {
        seed,
        run: run?.id ?? null,
        status: run?.status ?? null,
        engine: run?.engine?.name ?? null,
      };
    });
    const measures = Object.fromEntries(
      measureNames.map((measure): [MeasureName, MeasureResult] => {
        const own = valuesAt(arm.name, measure);
        const pairs = pairsOf(own, valuesAt(options.baseline, measure));
        return [
          measure,
          {
            values: own,
            summary: summaryOf(own.map(({ value }) => value)),
            difference: arm.name === options.baseline ? null : differenceOf(pairs),
          },
        ];
      }),
    ) as Record<MeasureName, MeasureResult>;
    return {
      name: arm.name,
      recipe: recipeOf(study, arm, seeds[0]),
      match: arm.match ?? null,
      runs: shown,
      finished: shown.filter(({ status }) => status === 'finished').length,
      measures,
    };
  });
  const engines = results.flatMap((arm) => arm.runs.map(({ engine }) => engine));
  return {
    name,
    seeds,
    options,
    engines: [...new Set(engines.filter((engine) => engine !== null))],
    finished: results.reduce((sum, { finished }) => sum + finished, 0),
    of: arms.length * seeds.length,
    arms: results,
  };
}

/** The values of both at each seed that both have. */
function pairsOf(own: readonly SeedValue[], baseline: readonly SeedValue[]): [number, number][] {
  const bySeed = new Map(baseline.map(({ seed, value }) => [seed, value]));
  return own.flatMap(({ seed, value }): [number, number][] => {
    const other = bySeed.get(seed);
    return other === undefined ? [] : [[value, other]];
  });
}
