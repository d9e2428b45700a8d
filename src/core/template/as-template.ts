import { hidingPolicies } from '../hiding/registry.ts';
import type { Recipe } from '../recipe/recipe.ts';
import {
  trackNames,
  tracks,
  type Clock,
  type FullSchedule,
  type Keyframe,
  type Schedule,
  type Track,
} from '../schedule/schedule.ts';
import { viewPolicies } from '../view/registry.ts';
import type { OwnTemplate } from './own.ts';
import type { Template } from './template.ts';

type Tracks = Partial<FullSchedule['tracks']>;

/** A person's template as the gallery, the dry run and the command line take it, beside the published ones. */
export function asTemplate(own: OwnTemplate): Template {
  const { name, epochs, settings, schedule } = own;
  return {
    ...{ name, title: name, summary: summaryOf(own), source: null },
    published: { epochs, size: null, batchSize: null },
    baselineEpochs: [1, 1],
    settings: () => settings,
    ...(schedule === null
      ? {}
      : { clock: schedule.clock, tracks: (recipe: Recipe) => scaledTracks(own, schedule, recipe) }),
    ...{ models: [], remarks: scalingOf(own), lacks: [], figures: [] },
  };
}

const drawnIn = ({ schedule }: OwnTemplate) =>
  trackNames.filter((name) => schedule?.tracks[name] !== undefined);

function summaryOf(own: OwnTemplate): string {
  const { policy = 'none', view = 'none' } = own.settings;
  const methods = [
    ...(policy === 'none' ? [] : [hidingPolicies[policy].title]),
    ...(view === 'none' ? [] : [viewPolicies[view].title]),
  ];
  const method = methods.join(' with ') || 'No hiding, whole images';
  const byHand = drawnIn(own).map((name) => tracks[name].label);
  return byHand.length === 0 ? `${method}.` : `${method}; drawn by hand: ${byHand.join(', ')}.`;
}

/** What becomes of drawn tracks elsewhere, as sentences. */
function scalingOf(own: OwnTemplate): string[] {
  const names = drawnIn(own);
  const epochs = own.epochs === 1 ? '1 epoch' : `${own.epochs} epochs`;
  return [
    ...(names.length === 0
      ? []
      : [`What is drawn by hand was drawn over ${epochs}; over others it is scaled in time.`]),
    ...(names.includes('learningRate') && own.lr > 0
      ? [`The learning rate was drawn under a peak of ${own.lr}; under another it is scaled, too.`]
      : []),
  ];
}

function scaledTracks(own: OwnTemplate, schedule: Schedule, recipe: Recipe): Tracks {
  const scaled: Tracks = {};
  for (const name of trackNames) {
    const track = schedule.tracks[name];
    if (track === undefined) continue;
    const moved = scaledInTime(track, own, recipe, schedule.clock);
    scaled[name] = name === 'learningRate' ? atPeak(moved, own, recipe) : moved;
  }
  return scaled;
}

/** The track over other epochs, whole ones on that clock; of several keyframes at one place, the last stands. */
export function scaledInTime(
  track: Track,
  from: { epochs: number },
  to: { epochs: number },
  clock: Clock,
): Track {
  if (from.epochs === to.epochs) return track;
  const keyframes = new Map<number, Keyframe>();
  for (const keyframe of track) {
    const exact = Math.min((keyframe.at * to.epochs) / from.epochs, Number.MAX_VALUE);
    const at = clock === 'epoch' ? Math.round(exact) : exact;
    keyframes.set(at, { ...keyframe, at });
  }
  return [...keyframes.values()];
}

/** The learning rate as the same share of another peak; drawn under a peak of 0 it is a share of none, and stays. */
function atPeak(track: Track, from: { lr: number }, to: { lr: number }): Track {
  if (from.lr === to.lr || from.lr === 0) return track;
  return track.map((keyframe) => {
    const value = Math.min((keyframe.value * to.lr) / from.lr, tracks.learningRate.max);
    // People read it: 0.05, and not 0.05000000000000001.
    return { ...keyframe, value: Number(value.toPrecision(12)) };
  });
}
