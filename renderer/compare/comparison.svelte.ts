/** How the Compare view is set; it stays while other views are shown. */
import type { MeasureName } from '../../src/core/study/measures.ts';

class Comparison {
  part = $state<'runs' | 'studies'>('runs');
  /** By its name; null, or one that the project does not have, shows the newest. */
  study = $state<string | null>(null);
  /** Null, or the name of an arm that is gone, compares with the first. */
  baseline = $state<string | null>(null);
  measure = $state<MeasureName>('testAccuracy');
  /** In percent, as it is typed. */
  accuracyPercent = $state<number | null>(90);
  seconds = $state<number | null>(60);
  withEvaluation = $state(false);
}

export const comparison = new Comparison();
