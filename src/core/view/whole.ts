import { constant } from '../schedule/defaults.ts';
import { defineViewPolicy } from './policy.ts';

/** The baseline. */
export const whole = defineViewPolicy({
  name: 'none',
  title: 'Whole images',
  summary: 'Every image is shown whole in every epoch: the baseline.',
  settings: {},
  clock: 'epoch',
  tracks: () => ({ bandwidth: constant(1), magnitude: null }),
});
