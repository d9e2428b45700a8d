import type { RandomStream } from '../random/stream.ts';
import type { SampleShape } from '../record/sample-shape.ts';

const LEAST_AREA = 0.02;
const MOST_AREA = 1 / 3;
/** Of height to width; the widest box is as wide as the narrowest one is high. */
const LEAST_RATIO = 0.3;
const ATTEMPTS = 10;

/**
 * Random erasing (Zhong et al., AAAI 2020, arXiv 1708.04896): a box of 2 % to a third of a
 * normalised image becomes noise, normal with mean 0 and deviation 1 in every channel of every
 * pixel. The image begins at `begin` of `pixels`. A box that does not fit is drawn again; after ten
 * the image stays, and the answer is null.
 */
export function erase(
  { height, width, channels }: SampleShape,
  pixels: Float32Array,
  begin: number,
  random: RandomStream,
): { height: number; width: number } | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = (LEAST_AREA + (MOST_AREA - LEAST_AREA) * random.float()) * height * width;
    // Uniform in its logarithm, so that lying and standing boxes are equally likely.
    const ratio = LEAST_RATIO ** (1 - 2 * random.float());
    const boxHeight = Math.round(Math.sqrt(area * ratio));
    const boxWidth = Math.round(Math.sqrt(area / ratio));
    if (boxHeight >= height || boxWidth >= width) continue;

    const top = random.below(height - boxHeight + 1);
    const left = random.below(width - boxWidth + 1);
    for (let row = top; row < top + boxHeight; row++) {
      const from = begin + (row * width + left) * channels;
      for (let at = from; at < from + boxWidth * channels; at++) pixels[at] = random.normal();
    }
    return { height: boxHeight, width: boxWidth };
  }
  return null;
}
