/** The forecast of the draft: what it is made from, and how it reads. */
import { forecast, operations, sizeOf, type Forecast } from '../../src/core/forecast/forecast.ts';
import {
  paceOfRun,
  paceOfSpeed,
  paceSetter,
  secondsAt,
} from '../../src/core/forecast/wall-time.ts';
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { DatasetRecord } from '../../src/core/record/dataset.ts';
import { countWords, MOST_PASSES } from '../../src/core/schedule/course.ts';
import type { Output, RunDocument } from '../../src/rpc/contract.ts';
import {
  formatCount,
  formatDuration,
  formatFigure,
  formatLarge,
  formatNumber,
} from '../lib/format.ts';
import { datasetSize } from './plan.ts';

export type Known = {
  runs: readonly RunDocument[];
  datasets: readonly (DatasetRecord & { id: number })[];
  /** The selected run, which tells before any other. */
  run: RunDocument | null;
  /** Of the recipe's model and engine, where it was measured. */
  speed: Speed | null;
};
export type Speed = Output<'project.measureSpeed'>;

export type DraftForecast = Forecast & {
  clock: 'epoch' | 'compute';
  epochs: number;
  /** The samples of the data set; null where it is not known. */
  samples: number | null;
  /** The run whose hidden counts are expected again, in as many passes as it has recorded. */
  hiddenAsIn: { run: number; passes: number } | null;
  /** Null where the data set is not known, or nothing tells; without a run it was measured. */
  time: { seconds: number; run: number | null } | null;
};

type Recorded = Pick<Known, 'runs' | 'datasets' | 'run'>;
/** What the draft will count, and which run tells how many it will hide. */
export type Expected = Forecast & Pick<DraftForecast, 'samples' | 'hiddenAsIn'>;

const sizeOfRun = (of: RunDocument, { datasets }: Pick<Known, 'datasets'>) => {
  const dataset = datasets.find(({ id }) => id === of.dataset);
  return dataset === undefined ? null : sizeOf(dataset);
};

/** The forecast of the draft's counts, hiding as many as the selected run did, or else the newest that tells. */
export function expectedForecast(recipe: Recipe, known: Recorded): Expected {
  const { runs, datasets, run } = known;
  const data = datasetSize(recipe, datasets);
  const tells = (of: RunDocument) =>
    data !== null &&
    of.epochs.length > 0 &&
    of.recipe.policy === recipe.policy &&
    sizeOfRun(of, known)?.samples === data.samples;
  const told = run !== null && tells(run) ? run : (runs.findLast(tells) ?? null);
  const hiddenBefore = told?.epochs.map(({ hidden }) => hidden) ?? [];
  return {
    ...forecast(recipe, fullSchedule(recipe), data, hiddenBefore),
    samples: data?.samples ?? null,
    hiddenAsIn: told === null ? null : { run: told.id, passes: told.epochs.length },
  };
}

/** @param made what is expected of the recipe, where it is known already */
export function draftForecast(
  recipe: Recipe,
  known: Known,
  made: Expected = expectedForecast(recipe, known),
): DraftForecast {
  const { runs, datasets, speed } = known;
  const data = datasetSize(recipe, datasets);
  const setter = paceSetter(recipe, runs);
  const setterSize = setter && sizeOfRun(setter, known);
  const recorded = setter && setterSize && paceOfRun(setter, setterSize);
  const pace = recorded ?? (speed && data && paceOfSpeed(speed, data));
  return {
    ...made,
    clock: fullSchedule(recipe).clock,
    epochs: recipe.epochs,
    time:
      data === null || pace === null
        ? null
        : {
            seconds: secondsAt(pace, made.amounts.pixels, made.passes.length, data),
            run: recorded && setter ? setter.id : null,
          },
  };
}

/** Whether there are more passes than a run can make. What is summed up of them is no sum then. */
export const isCut = ({ passes }: Pick<DraftForecast, 'passes'>): boolean =>
  passes.length > MOST_PASSES;

/** What follows the figure of the compute. */
export function costWords(made: DraftForecast): string {
  if (isCut(made)) return 'So many passes are not counted to their end.';
  const { compute, hidden, hiddenAsIn } = made;
  if (compute === null) {
    return 'The compute is not known before the size of the images is.';
  }
  const which = {
    exact: '',
    'at most': ', at best',
    expected:
      hiddenAsIn === null ? ', as is to be expected' : `, hiding as run ${hiddenAsIn.run} did`,
  };
  return `of the baseline's compute${which[hidden.certainty]}`;
}

const paceWords = (run: number | null): string =>
  run === null ? 'at the measured speed of whole images' : `at the pace of run ${run}`;

/** Where the hidden count is taken from; whoever hides a count that is certain needs no run. */
function hiddenWords({ hidden, hiddenAsIn, passes }: DraftForecast): string {
  if (hidden.certainty === 'exact') return '';
  if (hiddenAsIn === null) return hidden.certainty === 'expected' ? ', as is to be expected' : '';
  const { run, passes: told } = hiddenAsIn;
  return told < passes.length && hidden.certainty === 'at most'
    ? `, in the first ${formatNumber(told, 'pass', 'passes')} as many as the ledger of run ${run} counts, and then as many as may be`
    : `, in each pass as many as the ledger of run ${run} counts and the schedule allows`;
}

/** The forecast as names and values. */
export function forecastFacts(made: DraftForecast): [name: string, value: string][] {
  const { amounts, baseline, hidden, clock, epochs, samples, time } = made;
  const amount = (n: number) => (samples === null ? `${formatFigure(n)} passes` : formatCount(n));
  const bound = hidden.certainty === 'at most';
  const over =
    samples === null ? 'a data set that is not known yet' : `${formatCount(samples)} samples`;
  const within = clock === 'compute' ? `, in the compute of ${formatCount(epochs)} whole ones` : '';
  const passes: [string, string] = ['Passes', `${countWords(made.passes)} over ${over}${within}`];
  if (isCut(made)) return [passes];
  return [
    passes,
    ['Forward', `${amount(amounts.forward)} against the baseline's ${amount(baseline.forward)}`],
    [
      'Backward',
      `${bound ? 'at least ' : ''}${amount(amounts.backward)} against ${amount(baseline.backward)}`,
    ],
    [
      'Hidden',
      hidden.count === 0
        ? 'nothing'
        : `${bound ? 'at most ' : ''}${amount(hidden.count)}${hiddenWords(made)}`,
    ],
    [
      'Pixel-operations',
      samples === null
        ? 'not known before the size of the images is'
        : `${bound ? 'at least ' : ''}${formatLarge(operations(amounts.pixels))} against ${formatLarge(operations(baseline.pixels))}; forward counts 1 a pixel, backward 2`,
    ],
    [
      'Time',
      time !== null
        ? `${bound ? 'at least ' : ''}${formatDuration(time.seconds)} ${paceWords(time.run)}, if time goes with pixels`
        : samples === null
          ? 'not known before the data set is'
          : 'not known: no run of this model, width and engine tells it',
    ],
  ];
}
