import type { Tensor4D } from '@tensorflow/tfjs-core';
import { axisResampling, type View } from '../core/view/resampling.ts';
import { resampler, type Resampler } from '../engine/ops/resample.ts';

/** Views and batch sizes whose matrices are kept; a run has few at a time. */
const MOST_KEPT = 8;

type Viewer = {
  /** Pixels [N, H, W, C] as a view shows them: [N, view.height, view.width, C]. */
  show(pixels: Tensor4D, view: View | undefined): Tensor4D;
  dispose(): void;
};

/** Shows images through views. Where a view is as large as the image, or there is none, nothing is done. */
export function createViewer(): Viewer {
  // In the order of their last use.
  const kept = new Map<string, Resampler>();

  function resamplerOf([batch, height, width, channels]: number[], view: View): Resampler {
    const sides = [batch, height, width, channels, view.height, view.width];
    const key = `${view.resampling} ${sides.join(' ')}`;
    const known = kept.get(key);
    kept.delete(key);
    const down = () => axisResampling(view.resampling, height, view.height);
    const across = () => axisResampling(view.resampling, width, view.width);
    const made = known ?? resampler(down(), across(), batch, channels);
    kept.set(key, made);
    const [[oldest, unused]] = kept;
    if (kept.size > MOST_KEPT) {
      unused.dispose();
      kept.delete(oldest);
    }
    return made;
  }

  return {
    show(pixels, view) {
      const [, height, width] = pixels.shape;
      if (!view || (view.height === height && view.width === width)) return pixels;
      return resamplerOf(pixels.shape, view).apply(pixels);
    },
    dispose() {
      for (const { dispose } of kept.values()) dispose();
      kept.clear();
    },
  };
}
