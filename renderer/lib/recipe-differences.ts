/** What one recipe says otherwise than another, in words. */
import { parameterKeys, parameters, type ParameterKey } from '../../src/core/recipe/parameters.ts';
import { excludedCount } from '../../src/core/record/exclusion.ts';
import { formatNumber } from './format.ts';
import type { Recipe } from '../../src/core/recipe/recipe.ts';
import { tracks, type TrackName } from '../../src/core/schedule/schedule.ts';

export type RecipeDifference = {
  key: ParameterKey | TrackName | 'files' | 'exclude' | 'match';
  label: string;
  from: string;
  to: string;
};

export function recipeDifferences(from: Recipe, to: Recipe): RecipeDifference[] {
  const all: RecipeDifference[] = [
    ...parameterKeys.map((key) => ({
      key,
      label: parameters[key].label,
      from: settingText(key, from),
      to: settingText(key, to),
    })),
    { key: 'files', label: 'file names', from: filesText(from), to: filesText(to) },
    { key: 'exclude', label: 'left out', from: excludedText(from), to: excludedText(to) },
    { key: 'match', label: 'hidden counts', from: matchText(from), to: matchText(to) },
  ];
  const tracksThatDiffer = (Object.keys(tracks) as TrackName[]).filter(
    (key) =>
      JSON.stringify(from.schedule?.tracks[key]) !== JSON.stringify(to.schedule?.tracks[key]),
  );
  return [
    ...all.filter((difference) => difference.from !== difference.to),
    ...tracksThatDiffer.map((key) => ({
      key,
      label: `${tracks[key].label} over time`,
      from: trackText(from, key),
      to: trackText(to, key),
    })),
  ];
}

/** A setting's value as people type it. */
function settingText(key: ParameterKey, recipe: Recipe): string {
  const value = recipe[key];
  if (value === null) return 'all';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function trackText({ schedule }: Recipe, name: TrackName): string {
  const track = schedule?.tracks[name];
  if (track === undefined) return 'by the settings';
  const values = track.map(({ value }) => value);
  const frames = `${track.length} ${track.length === 1 ? 'keyframe' : 'keyframes'}`;
  return `${frames}, ${Math.min(...values)} to ${Math.max(...values)}`;
}

const filesText = ({ files }: Recipe) =>
  files === null ? 'the usual ones' : Object.values(files).join(', ');

/** A list may be long; its beginning tells two of a length apart. */
const excludedText = ({ exclude }: Recipe) =>
  exclude === null
    ? 'no sample'
    : `${formatNumber(excludedCount(exclude), 'sample')}: ${exclude.slice(0, 60)}`;

const matchText = ({ match }: Recipe) =>
  match === null ? 'by the schedule' : `as in run ${match.run}`;
