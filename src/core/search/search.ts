/** A search as a function of what is trained so far: what comes next, or what came of it. */
import { nameOf, type Bandwidths } from './bandwidths.ts';
import { greedy, mostGreedyTrials } from './greedy.ts';
import type { SearchPlan } from './plan.ts';
import type { Known, Progress } from './rule.ts';
import { mostSequentialTrials, sequential } from './sequential.ts';

/** A schedule that was trained with every seed. */
export type Trial = {
  /** See nameOf. */
  name: string;
  /** After the last epoch, from 0 to 1: the mean over the seeds. */
  accuracy: number;
  runs: number;
  /** Of all its runs, as their epochs recorded them. */
  seconds: number;
};

export type Standing = Progress & {
  /** Why nothing comes next: every stage is decided, or the budget is used up. Null where something does. */
  ended: 'decided' | 'maxRuns' | 'maxSeconds' | null;
};

/**
 * Where a search stands. The same trials always give the same answer, so that a search goes on
 * after any end by being asked again. A trial is begun only if the budget has room for all its runs,
 * and while the seconds of those before are not used up.
 * @param seeds how many runs a trial has
 */
export function standingOf(plan: SearchPlan, seeds: number, trials: readonly Trial[]): Standing {
  const accuracies = new Map(trials.map(({ name, accuracy }) => [name, accuracy]));
  const known = (bandwidths: Bandwidths) => accuracies.get(nameOf(bandwidths));
  const progress = progressOf(plan, known);
  if (progress.next === null) return { ...progress, ended: 'decided' };

  const { maxRuns = Infinity, maxSeconds = Infinity } = plan.budget;
  const sum = (of: (trial: Trial) => number) =>
    trials.reduce((total, trial) => total + of(trial), 0);
  if (sum(({ runs }) => runs) + seeds > maxRuns) {
    return { ...progress, next: null, ended: 'maxRuns' };
  }
  if (sum(({ seconds }) => seconds) >= maxSeconds) {
    return { ...progress, next: null, ended: 'maxSeconds' };
  }
  return { ...progress, ended: null };
}

/** How many trials a search has at most, by its rule and by its budget of runs. */
export function mostTrials(plan: SearchPlan, seeds: number): number {
  const byRule = plan.method === 'greedy' ? mostGreedyTrials(plan) : mostSequentialTrials(plan);
  return Math.min(byRule, Math.floor((plan.budget.maxRuns ?? Infinity) / seeds));
}

const progressOf = (plan: SearchPlan, known: Known): Progress =>
  plan.method === 'greedy' ? greedy(plan, known) : sequential(plan, known);
