import type { HidingPolicy, PlanInput } from '../../../src/core/hiding/policy.ts';
import { packFlags } from '../../../src/core/ledger/bits.ts';

/** The sentence on a sample, from what is recorded of the policy's own plan. */
export function explained(policy: HidingPolicy, input: PlanInput, sample: number): string {
  const { hidden, movedBack, scheduledHideFraction } = policy.plan(input);
  const { ledger, epoch, settings, match } = input;
  const { loss, confidence } = ledger;
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
    before: epoch === 0 ? null : { loss, confidence, correct: packFlags(ledger.correct) },
  }).sentence;
}
