import type { Ledger } from '../../../src/core/ledger/ledger.ts';
import type { HidingPolicy, PlanInput } from '../../../src/core/hiding/policy.ts';

/** What an explanation reads of a ledger. */
export const heldOf = ({ loss, confidence, correct }: Ledger, sample: number) => ({
  loss,
  confidence: confidence[sample],
  correct: correct[sample] === 1,
});

/** The sentence on a sample, from what is recorded of the policy's own plan. */
export function explained(policy: HidingPolicy, input: PlanInput, sample: number): string {
  const { hidden, movedBack, scheduledHideFraction } = policy.plan(input);
  const { ledger, epoch, settings, match } = input;
  return policy.explain({
    sample,
    state: hidden.includes(sample)
      ? 'hidden'
      : movedBack.includes(sample)
        ? 'movedBack'
        : 'trained',
    samples: ledger.size,
    epoch,
    scheduledHideFraction,
    hidden: hidden.length,
    settings,
    match,
    before: epoch === 0 ? null : heldOf(ledger, sample),
  }).sentence;
}
