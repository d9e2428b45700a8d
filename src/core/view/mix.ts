import type { RandomStream } from '../random/stream.ts';
import { symmetricBeta } from '../random/symmetric-beta.ts';

/** How a batch is mixed with itself: one share and one box for all of it. */
export type Mix = {
  /** For each position in the batch, the position of the sample that is mixed into it. */
  partner: Int32Array;
  /** What the sample keeps of its image and label, 0 … 1; its partner has the rest. */
  share: number;
  /** CutMix: the pixels that come from the partner, of no area at times. Null: mixup blends all pixels. */
  box: { top: number; left: number; height: number; width: number } | null;
};

type MixRequest = {
  /** alpha of mixup's Beta(alpha, alpha); 0: no mixup. */
  mixup: number;
  /** alpha of CutMix's Beta(alpha, alpha); 0: no CutMix. */
  cutmix: number;
  batchSize: number;
  height: number;
  width: number;
  random: RandomStream;
};

/**
 * Draws mixup (Zhang et al., ICLR 2018, arXiv 1710.09412) or CutMix (Yun et al., ICCV 2019, arXiv
 * 1905.04899) for a batch, as often the one as the other where both are on; null where neither is.
 * docs/views/augmentation.md says where this follows timm.
 */
export function drawMix(request: MixRequest): Mix | null {
  const { mixup, cutmix, batchSize, height, width, random } = request;
  if (mixup === 0 && cutmix === 0) return null;
  const cut = cutmix > 0 && (mixup === 0 || random.float() < 0.5);
  const share = symmetricBeta(cut ? cutmix : mixup, random);
  // The batch reversed: orders are shuffled, so this pairs as well as a shuffle would.
  const partner = Int32Array.from({ length: batchSize }, (_, i) => batchSize - 1 - i);
  if (!cut) return { partner, share, box: null };

  const [top, bottom] = cutSpan(height, share, random);
  const [left, right] = cutSpan(width, share, random);
  const box = { top, left, height: bottom - top, width: right - left };
  // A box that hangs over the edge is smaller than drawn: labels follow the pixels.
  return { partner, share: 1 - (box.height * box.width) / (height * width), box };
}

/** Of one side of the image: sqrt(1 - share) of it around a pixel, as far as it is in the image. */
function cutSpan(side: number, share: number, random: RandomStream): [number, number] {
  const half = Math.floor(Math.floor(side * Math.sqrt(1 - share)) / 2);
  const centre = random.below(side);
  return [Math.max(centre - half, 0), Math.min(centre + half, side)];
}
