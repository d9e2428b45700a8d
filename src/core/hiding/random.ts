import { choose } from '../random/stream.ts';
import { hideCount, learningRateFactor } from './cost.ts';
import { complement } from './select.ts';
import type { HidingPolicy } from './policy.ts';

/** The control for every policy that chooses; docs/policies/random.md is its card. */
export const random: HidingPolicy = {
  name: 'random',
  title: 'Random hiding',
  summary:
    'Hides as many samples as the schedule allows, or as another run did, whichever they are: what hiding must beat at equal cost.',
  uses: ['hide', 'warmup', 'match'],
  plan({ epoch, ledger, hideFraction, settings, random }) {
    const count = settings.match?.hidden[epoch] ?? hideCount(hideFraction, ledger.size);
    const hidden = choose(ledger.size, count, random('hide'));
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack: new Uint32Array(0),
      refresh: hidden,
      scheduledHideFraction: hideFraction,
      learningRateFactor: learningRateFactor(hideFraction, epoch, settings.warmup),
    };
  },
};
