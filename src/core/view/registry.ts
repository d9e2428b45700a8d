import { efficientTrain } from './efficienttrain.ts';
import { efficientTrainPlusPlus } from './efficienttrain-plus-plus.ts';
import type { ViewPolicy } from './policy.ts';
import { progressiveResizing } from './progressive-resizing.ts';
import { whole } from './whole.ts';

/** Every view policy: one line each. */
export const viewPolicies = {
  none: whole,
  efficienttrain: efficientTrain,
  'efficienttrain-plus-plus': efficientTrainPlusPlus,
  'progressive-resizing': progressiveResizing,
} satisfies Record<string, ViewPolicy>;

export type ViewPolicyName = keyof typeof viewPolicies;
export const viewPolicyNames = Object.keys(viewPolicies) as ViewPolicyName[];
