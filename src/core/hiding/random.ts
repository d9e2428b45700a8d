import { choose } from '../random/stream.ts';
import { steppedDown } from '../schedule/defaults.ts';
import { hideCount, learningRateFactor } from './cost.ts';
import { definePolicy } from './policy.ts';
import { complement } from './select.ts';
import { hide, warmup } from './settings.ts';
import { whole } from './words.ts';

/** The control for every policy that chooses; docs/policies/random.md is its card. */
export const random = definePolicy({
  name: 'random',
  title: 'Random hiding',
  summary:
    'Hides as many samples as the schedule allows, or as another run did, whichever they are: what hiding must beat at equal cost.',
  decides: 'lots alone',
  settings: { hide, warmup },
  hideFraction: ({ hide }, epochs) => steppedDown(hide, epochs),
  matches: true,
  refreshes: () => true,
  plan({ epoch, ledger, hideFraction, settings, match, random }) {
    const count = match?.hidden[epoch] ?? hideCount(hideFraction, ledger.size);
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
  outlook({ epoch, samples, hideFraction, settings, match }) {
    const hidden = match?.hidden[epoch] ?? hideCount(hideFraction, samples);
    return {
      hidden,
      certainty: 'exact' as const,
      trained: samples - hidden,
      forwarded: hidden,
      learningRateFactor: learningRateFactor(hideFraction, epoch, settings.warmup),
    };
  },
  explain({ state, hidden, samples, match }) {
    const drawn = `${whole(hidden)} of ${whole(samples)} samples`;
    const matched = match === null ? '' : `, as many as run ${match.run} hid`;
    return {
      figures: null,
      place: null,
      sentence:
        state === 'hidden'
          ? `Hidden: among the ${drawn} drawn at random${matched}; its loss had no say.`
          : `Trained: not among the ${drawn} drawn at random to be hidden${matched}; its loss had no say.`,
    };
  },
});
