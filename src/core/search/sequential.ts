import { plain } from './bandwidths.ts';
import type { SequentialPlan } from './plan.ts';
import { inPercent, isBelow, withStage, type Decision, type Known, type Progress } from './rule.ts';

/**
 * The sequential search at constant compute of EfficientTrain++ (Wang et al., TPAMI 2024,
 * arXiv 2405.08768), in our reading: of stages of equal compute each but the last, in order, takes
 * the bandwidth with the highest accuracy; of equal ones the smallest. Where the paper fine-tunes
 * each candidate from the stage's checkpoint, ours is trained from the start, with whole images in
 * the stages that are not decided yet, at the same compute in all. A stage is shown at no less than
 * the one before. docs/search.md.
 */
export function sequential(plan: SequentialPlan, known: Known): Progress {
  const { candidates, stages } = plan;
  const decisions: Decision[] = [];
  let best = plain(plan);
  const baseline = known(best);
  if (baseline === undefined) return { next: best, best: null, decisions };

  let highest = baseline;
  let least = 0;
  for (let stage = 0; stage < stages - 1; stage++) {
    const decided = best;
    // Whole images in this stage are what was best before it; from the largest down, so that of equal ones the smallest stands.
    for (let i = candidates.length - 2; i >= least; i--) {
      const tried = withStage(decided, stage, candidates[i]);
      const accuracy = known(tried);
      if (accuracy === undefined) return { next: tried, best, decisions };
      if (isBelow(accuracy, highest)) continue;
      best = tried;
      highest = accuracy;
    }
    least = candidates.indexOf(best[stage]);
    const reason =
      least === candidates.length - 1
        ? `No smaller one that was allowed reaches ${inPercent(highest)}.`
        : `The most accurate of those that are allowed: ${inPercent(highest)}.`;
    decisions.push({ stage: stage + 1, bandwidth: best[stage], reason });
  }
  return { next: null, best, decisions };
}

/** The plain recipe, and in each stage every bandwidth but the whole. */
export const mostSequentialTrials = ({ candidates, stages }: SequentialPlan): number =>
  1 + (candidates.length - 1) * (stages - 1);
