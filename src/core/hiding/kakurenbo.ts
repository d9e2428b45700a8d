import { hideCount, learningRateFactor } from './cost.ts';
import { complement, partition, smallestLosses } from './select.ts';
import type { HidingPolicy } from './policy.ts';

/** KAKURENBO (Nguyen et al., NeurIPS 2023, arXiv 2310.10102); docs/policies/kakurenbo.md is its card. */
export const kakurenbo: HidingPolicy = {
  name: 'kakurenbo',
  title: 'KAKURENBO',
  summary:
    'Hides the samples with the lowest lagging loss, moves back those that are not right with confidence tau, and forwards the hidden ones at the end of the epoch.',
  uses: ['hide', 'tau', 'warmup'],
  plan({ epoch, ledger, hideFraction, settings }) {
    // The ledger holds float32: with tau as float32 a confidence that is printed as tau passes.
    const tau = Math.fround(settings.tau);
    const candidates = smallestLosses(ledger.loss, hideCount(hideFraction, ledger.size));
    const [hidden, movedBack] = partition(
      candidates,
      (sample) => ledger.correct[sample] === 1 && ledger.confidence[sample] >= tau,
    );
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack,
      refresh: hidden,
      scheduledHideFraction: hideFraction,
      learningRateFactor: learningRateFactor(hideFraction, epoch, settings.warmup),
    };
  },
};
