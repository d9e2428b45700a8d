import { el2n, grand } from './data-diet.ts';
import { forget } from './forget.ts';
import { infobatch } from './infobatch.ts';
import { iswr } from './iswr.ts';
import { gradmatch } from './gradmatch.ts';
import { kakurenbo } from './kakurenbo.ts';
import { none } from './none.ts';
import { pacing } from './pacing.ts';
import type { HidingPolicy } from './policy.ts';
import { random } from './random.ts';
import { rhoLoss } from './rho-loss.ts';
import { selectiveBackprop } from './selective-backprop.ts';

/** Every hiding policy: one line each. */
export const hidingPolicies = {
  none,
  random,
  kakurenbo,
  infobatch,
  'selective-backprop': selectiveBackprop,
  forget,
  iswr,
  pacing,
  el2n,
  grand,
  'rho-loss': rhoLoss,
  gradmatch,
} satisfies Record<string, HidingPolicy>;

export type HidingPolicyName = keyof typeof hidingPolicies;
export const hidingPolicyNames = Object.keys(hidingPolicies) as HidingPolicyName[];
