/** The question that is asked of a recorded run: what would another policy have hidden? */
import { hidingPolicies, type HidingPolicyName } from '../../src/core/hiding/registry.ts';
import type { Recipe } from '../../src/core/recipe/recipe.ts';
import { withChanges, type Simulation } from '../../src/core/simulate/simulate.ts';
import { formatCount, formatFigure, formatLarge, formatPercent } from '../lib/format.ts';
import { readField } from './fields.ts';

/** `hide` as it is typed; empty leaves the fraction as the run has it. */
export type Question = { policy: HidingPolicyName; hide: string };

export const readsHide = ({ policy }: Question): boolean =>
  'hide' in hidingPolicies[policy].settings;

/** The run's recipe as the question changes it, or as a sentence what is wrong with it. */
export function asked(
  own: Recipe,
  question: Question,
): { recipe: Recipe; problem: null } | { recipe: null; problem: string } {
  const { policy, hide } = question;
  if (!readsHide(question) || hide.trim() === '') {
    return { recipe: withChanges(own, { policy }), problem: null };
  }
  const typed = readField('hide', hide);
  if (typed.problem !== null) return { recipe: null, problem: typed.problem };
  return { recipe: withChanges(own, { policy, hide: typed.value }), problem: null };
}

/** What stands in the empty field: the fraction that the run has. */
export const hideOfRun = (own: Recipe): string =>
  own.schedule?.tracks.hideFraction !== undefined ? 'as drawn' : String(own.hide);

/** Whose history it is, and under what it was replayed. */
export function replayedWords(run: number, question: Question): string {
  const typed = question.hide.trim();
  const fraction = typed === '' || !readsHide(question) ? '' : ` with hide fraction ${typed}`;
  return `Run ${run} under ${hidingPolicies[question.policy].title}${fraction}`;
}

/** Each a row: its name, what the run did, what the replay does, and the second over the first. */
export function whatIfRows({ total }: Simulation): string[][] {
  const { simulated, recorded } = total;
  const row = (name: string, key: keyof typeof simulated, form = formatCount) => [
    name,
    form(recorded[key]),
    form(simulated[key]),
    recorded[key] === 0 ? '–' : formatFigure(simulated[key] / recorded[key]),
  ];
  return [
    row('Hidden', 'hidden'),
    row('Moved back', 'movedBack'),
    row('Samples forward', 'forwardSamples'),
    row('Samples backward', 'backwardSamples'),
    row('Pixel-operations', 'pixelOperations', formatLarge),
  ];
}

export const overlapWords = ({ total: { both, jaccard } }: Simulation): string =>
  jaccard === null
    ? 'Neither hides anybody.'
    : `${formatCount(both)} are hidden by both: ${formatPercent(jaccard)} of those that either hides.`;
