/** A study as tables: one a measure, a line an arm. */
import type { MeasureName } from '../core/study/measures.ts';
import type { ArmResult, StudyResults } from '../core/study/results.ts';
import type { Interval } from '../core/study/summary.ts';
import { counted, duration, figure, percent, table, whole } from './words.ts';

/** Tests have thousands of images: a hundredth of a percent is one of them. */
const accuracy = (value: number): string => `${(value * 100).toFixed(2)} %`;
const samples = (value: number): string => whole(Math.round(value));
/** Differences of short runs are parts of a second. */
const seconds = (value: number): string => (value < 10 ? `${figure(value)} s` : duration(value));

type Measure = { name: MeasureName; title: string; text: (value: number) => string };

const signed = (value: number, text: (value: number) => string): string =>
  `${value < 0 ? '-' : '+'}${text(Math.abs(value))}`;

const probability = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toPrecision(2));

export function studyText(results: StudyResults): string {
  const { name, finished, of, options, engines, seeds } = results;
  const lines = [
    `Study ${name}: ${finished} of ${counted(of, 'run')} finished (${counted(results.arms.length, 'arm')}, ${counted(seeds.length, 'seed')}).`,
    `Differences are to "${options.baseline}", paired over the seeds that both have; intervals are of 95 %, by Student's t.`,
    ...(engines.length > 1
      ? [`Its runs were trained by ${engines.join(' and ')}, so their times do not compare.`]
      : []),
    ...unfinished(results.arms),
  ];
  const tables = measuresOf(results).map(
    (measure) => `${measure.title}\n${measureTable(results.arms, measure)}`,
  );
  return `${lines.join('\n')}\n\n${tables.join('\n')}`;
}

function measuresOf({ options }: StudyResults): Measure[] {
  const { withEvaluation, atAccuracy, atSeconds } = options;
  const time = `train, refresh, plan and record${withEvaluation ? ', and evaluation' : ''}`;
  const measures: Measure[] = [
    { name: 'testAccuracy', title: 'Test accuracy after the last epoch', text: accuracy },
    { name: 'seconds', title: `Time (${time})`, text: seconds },
    { name: 'forwardSamples', title: 'Forward samples', text: samples },
    { name: 'backwardSamples', title: 'Backward samples', text: samples },
  ];
  if (atAccuracy !== null) {
    const title = `Time until ${percent(atAccuracy)} were reached, of the runs that did`;
    measures.push({ name: 'secondsToAccuracy', title, text: seconds });
  }
  if (atSeconds !== null) {
    const title = `Test accuracy after ${duration(atSeconds)}, of the runs with an epoch by then`;
    measures.push({ name: 'accuracyAtSeconds', title, text: accuracy });
  }
  return measures;
}

function measureTable(arms: readonly ArmResult[], { name, text }: Measure): string {
  const between = (interval: Interval | null, words: (value: number) => string) =>
    interval === null ? '-' : `${words(interval.low)} to ${words(interval.high)}`;
  const rows = arms.map((arm) => {
    const { summary, difference } = arm.measures[name];
    const plain = (value: number) => (value < 0 ? signed(value, text) : text(value));
    const change = (value: number) => signed(value, text);
    return [
      arm.name,
      `${summary?.n ?? 0} of ${arm.runs.length}`,
      summary === null ? '-' : text(summary.mean),
      between(summary?.interval ?? null, plain),
      difference === null ? '' : change(difference.mean),
      difference === null ? '' : between(difference.interval, change),
      difference === null ? '' : String(difference.n),
      difference === null ? '' : difference.p === null ? '-' : probability(difference.p),
    ];
  });
  return table(['arm', 'n', 'mean', 'interval', 'difference', 'interval', 'pairs', 'p'], rows);
}

/** A line for what is begun and not finished. */
function unfinished(arms: readonly ArmResult[]): string[] {
  return arms.flatMap((arm) =>
    arm.runs.flatMap(({ seed, run, status }) =>
      run === null || status === 'finished'
        ? []
        : [`Run ${run} (${arm.name}, seed ${seed}) is ${status}, and counts nowhere yet.`],
    ),
  );
}
