import { plain } from './bandwidths.ts';
import type { GreedyPlan } from './plan.ts';
import { inPercent, isBelow, withStage, type Decision, type Known, type Progress } from './rule.ts';

/**
 * The greedy search of EfficientTrain (Wang et al., ICCV 2023, arXiv 2211.09703), in our reading:
 * with whole images in all stages at first, each stage but the last takes the smallest bandwidth
 * with which the accuracy is not below the target, and keeps it. The target is the plain recipe's
 * accuracy less the tolerance. A stage is shown at no less than the one before. docs/search.md.
 */
export function greedy(plan: GreedyPlan, known: Known): Progress {
  const { candidates, stages, tolerance } = plan;
  const decisions: Decision[] = [];
  let best = plain(plan);
  const baseline = known(best);
  if (baseline === undefined) return { next: best, best: null, decisions };
  const target = baseline - tolerance;

  let least = 0;
  for (let stage = 0; stage < stages - 1; stage++) {
    let reason = `No smaller one that was allowed reaches ${inPercent(target)}.`;
    for (; least < candidates.length - 1; least++) {
      const tried = withStage(best, stage, candidates[least]);
      const accuracy = known(tried);
      if (accuracy === undefined) return { next: tried, best, decisions };
      if (isBelow(accuracy, target)) continue;
      best = tried;
      reason = `The smallest that is allowed and reaches ${inPercent(target)}: ${inPercent(accuracy)}.`;
      break;
    }
    decisions.push({ stage: stage + 1, bandwidth: best[stage], reason });
  }
  return { next: null, best, decisions };
}

/** Each trial settles a stage or rules a bandwidth out for good. */
export const mostGreedyTrials = ({ candidates, stages }: GreedyPlan): number =>
  candidates.length - 1 + stages - 1;
