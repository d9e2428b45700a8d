/** A search as people read it: its trials, what it decided and why, and what came of it. */
import { nameOf } from '../core/search/bandwidths.ts';
import { inPercent } from '../core/search/rule.ts';
import { mostTrials, type Standing } from '../core/search/search.ts';
import { scheduleIn } from '../core/search/study.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import type { RecordedTrial, SearchState } from '../jobs/search.ts';
import { counted, duration, table } from './words.ts';

/** The best trial, whose runs have followed its schedule. */
export type SearchResult = RecordedTrial & { schedule: Schedule };

/** Null before a trial is finished. */
export function resultOf({ search, trials, standing: { best } }: SearchState): SearchResult | null {
  const trial = best === null ? undefined : trials.find(({ name }) => name === nameOf(best));
  if (best === null || trial === undefined) return null;
  return { ...trial, schedule: scheduleIn(search, best) };
}

const endings: Record<NonNullable<Standing['ended']>, string> = {
  decided: 'Every stage is decided.',
  maxRuns: 'Its budget of runs is used up, so this is the best so far.',
  maxSeconds: 'Its budget of seconds is used up, so this is the best so far.',
};

/** A line before each trial, and at the end. */
export function progressText({ search, trials, standing }: SearchState): string {
  const { name, seeds } = search;
  const of = mostTrials(search.search, seeds.length);
  const last = trials.at(-1);
  const lines = [`Search ${name}: ${trials.length} of at most ${counted(of, 'trial')} done.`];
  if (last !== undefined) lines.push(`${last.name} had ${inPercent(last.accuracy)}.`);
  if (standing.best !== null) lines.push(`Kept: ${nameOf(standing.best)}.`);
  if (standing.ended !== null) lines.push(endings[standing.ended]);
  return lines.join(' ');
}

export function searchText(state: SearchState): string {
  const { search, trials, standing } = state;
  const { name, seeds } = search;
  const result = resultOf(state);
  const { method } = search.search;
  const head = `Search ${name} (${method}): ${counted(trials.length, 'trial')} of ${counted(seeds.length, 'seed')}. Bandwidths are for images of 224 pixels a side; accuracies are those of the split that it selects on.`;
  const rows = trials.map((trial) => [
    trial.name,
    inPercent(trial.accuracy),
    duration(trial.seconds),
    trial.numbers.join(', '),
  ]);
  const decisions = standing.decisions.map(
    ({ stage, bandwidth, reason }) => `Stage ${stage}: ${bandwidth}. ${reason}`,
  );
  const end =
    standing.ended === null
      ? 'It is not at its end: "mikke search run" goes on.'
      : endings[standing.ended];
  const best =
    result === null
      ? 'No trial is finished yet.'
      : `Best: ${result.name} with ${inPercent(result.accuracy)}, as trained by run ${result.numbers[0]}. ${end}`;
  return [
    head,
    ...(rows.length === 0 ? [] : [table(['trial', 'accuracy', 'time', 'runs'], rows).trimEnd()]),
    ...decisions,
    `${best}\n`,
  ].join('\n');
}
