import type { SampleShape } from '../record/sample-shape.ts';

/**
 * Writes an image that begins at `begin` of `pixels` to `to`, cropped from it so many pixels `down`
 * and `across` (negative ones begin in the black border), then mirrored left to right if asked.
 */
export function place(
  { height, width, channels }: SampleShape,
  pixels: Uint8Array,
  begin: number,
  to: Uint8Array,
  down: number,
  across: number,
  mirrored: boolean,
): void {
  to.fill(0);
  // The columns of the crop, before it is mirrored, that lie in the image; rows likewise.
  const first = Math.max(0, -across);
  const end = Math.min(width, width - across);
  for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
    let from = begin + ((row + down) * width + first + across) * channels;
    for (let column = first; column < end; column++) {
      const at = (row * width + (mirrored ? width - 1 - column : column)) * channels;
      for (let c = 0; c < channels; c++) to[at + c] = pixels[from++];
    }
  }
}
