/** Operations that give every pixel value of a channel a new one, by a table. */
import { luma, pixelValue, type Canvas, type Operation } from './canvas.ts';

/** Away from black by the factor 1 + `amount`; -1 is black. */
export const brightness: Operation = (canvas, from, to, amount) => {
  fillTable(canvas, (value) => pixelValue(value * (1 + amount)));
  look(canvas, from, to);
};

/** Away from the mean luma of the image, a whole number, by the factor 1 + `amount`; -1 is that grey. */
export const contrast: Operation = (canvas, from, to, amount) => {
  const grey = Math.round(meanLuma(canvas, from));
  fillTable(canvas, (value) => pixelValue(grey + (value - grey) * (1 + amount)));
  look(canvas, from, to);
};

/** Keeps the `amount` highest of 8 bits. */
export const posterize: Operation = (canvas, from, to, amount) => {
  const mask = 256 - 2 ** (8 - amount);
  fillTable(canvas, (value) => value & mask);
  look(canvas, from, to);
};

/** Inverts values of `amount` and above. */
export const solarize: Operation = (canvas, from, to, amount) => {
  fillTable(canvas, (value) => (value < amount ? value : 255 - value));
  look(canvas, from, to);
};

/** Adds `amount` to values below 128. */
export const solarizeAdd: Operation = (canvas, from, to, amount) => {
  fillTable(canvas, (value) => (value < 128 ? pixelValue(value + amount) : value));
  look(canvas, from, to);
};

export const invert: Operation = (canvas, from, to) => {
  fillTable(canvas, (value) => 255 - value);
  look(canvas, from, to);
};

/** Stretches each channel, so that its darkest value is 0 and its brightest 255. */
export const autocontrast: Operation = (canvas, from, to) => {
  const { shape, table } = canvas;
  for (let c = 0; c < shape.channels; c++) {
    let low = 255;
    let high = 0;
    for (let at = c; at < canvas.size; at += shape.channels) {
      if (from[at] < low) low = from[at];
      if (from[at] > high) high = from[at];
    }
    const range = high - low;
    for (let value = 0; value < 256; value++) {
      table[256 * c + value] = range > 0 ? pixelValue(((value - low) * 255) / range) : value;
    }
  }
  look(canvas, from, to);
};

/**
 * Spreads each channel's values evenly: with B(v) pixels below v, n in all and m of the brightest
 * value, v becomes 255 B(v) / (n - m). A channel of one value stays.
 */
export const equalize: Operation = (canvas, from, to) => {
  const { shape, table, histogram, size } = canvas;
  const { channels } = shape;
  for (let c = 0; c < channels; c++) {
    histogram.fill(0);
    for (let at = c; at < size; at += channels) histogram[from[at]]++;
    let brightest = 255;
    while (histogram[brightest] === 0) brightest--;
    const others = size / channels - histogram[brightest];
    let below = 0;
    for (let value = 0; value < 256; value++) {
      table[256 * c + value] = others > 0 ? pixelValue((below * 255) / others) : value;
      below += histogram[value];
    }
  }
  look(canvas, from, to);
};

/** The same new value of a value in every channel. */
function fillTable({ shape, table }: Canvas, newValue: (value: number) => number): void {
  for (let value = 0; value < 256; value++) table[value] = newValue(value);
  for (let c = 1; c < shape.channels; c++) table.copyWithin(256 * c, 0, 256);
}

function look({ shape, table, size }: Canvas, from: Uint8Array, to: Uint8Array): void {
  for (let at = 0; at < size; at += shape.channels) {
    for (let c = 0; c < shape.channels; c++) to[at + c] = table[256 * c + from[at + c]];
  }
}

/** Of an image without three channels: the mean of all its values. */
function meanLuma({ shape, size }: Canvas, pixels: Uint8Array): number {
  let sum = 0;
  if (shape.channels === 3) {
    for (let at = 0; at < size; at += 3) sum += luma(pixels[at], pixels[at + 1], pixels[at + 2]);
  } else {
    for (let at = 0; at < size; at++) sum += pixels[at];
  }
  return (sum * (shape.channels === 3 ? 3 : 1)) / size;
}
