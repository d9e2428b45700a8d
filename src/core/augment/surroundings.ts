/** Operations that need more of an image than one value: its other channels, or its neighbours. */
import { luma, pixelValue, type Operation } from './canvas.ts';

/** Away from grey by the factor 1 + `amount`; -1 is grey. What has no three channels has no colour and stays. */
export const color: Operation = ({ shape, size }, from, to, amount) => {
  if (shape.channels !== 3) return to.set(from);
  const factor = 1 + amount;
  for (let at = 0; at < size; at += 3) {
    const grey = luma(from[at], from[at + 1], from[at + 2]);
    for (let c = at; c < at + 3; c++) to[c] = pixelValue(grey + (from[c] - grey) * factor);
  }
};

/**
 * Away from the image smoothed by (1 1 1; 1 5 1; 1 1 1) / 13, by the factor 1 + `amount`; -1 is
 * smooth. Pixels at the edge, which lack a neighbour, stay.
 */
export const sharpness: Operation = ({ shape }, from, to, amount) => {
  const { height, width, channels } = shape;
  const row = width * channels;
  to.set(from);
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * row + channels; at < (y + 1) * row - channels; at++) {
      let around = 4 * from[at];
      for (let neighbour = at - row; neighbour <= at + row; neighbour += row) {
        around += from[neighbour - channels] + from[neighbour] + from[neighbour + channels];
      }
      const smooth = around / 13;
      to[at] = pixelValue(smooth + (from[at] - smooth) * (1 + amount));
    }
  }
};
