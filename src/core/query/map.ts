/** The data maps: where each training sample of a run stands in a unit square, (0, 0) at its lower left. */
import { fractionAxis, lossAxis, variabilityAxis, type Axis } from './axis.ts';
import type { MapName } from './query.ts';

/**
 * `cartography` is that of Swayamdipta et al. 2020 (arXiv 2009.10795): what a network is sure of
 * stands at the upper left, what it never learns at the lower left, what it wavers about at the
 * right. `hiding` sets the mean loss against the share of the recorded epochs in which a sample was
 * hidden.
 */
export const mapAxes: Record<MapName, { x: Axis; y: Axis }> = {
  cartography: { x: variabilityAxis, y: fractionAxis },
  hiding: { x: fractionAxis, y: lossAxis },
};
