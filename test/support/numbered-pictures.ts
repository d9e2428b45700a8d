/**
 * Pictures that say which sample they are: five rows of five squares, black or white, from which the
 * number can be read again however large the picture was drawn, from 16 pixels on. The first square
 * is white and the last black; the other two corners mean nothing, since marks may stand there. Of
 * the rest, 16 are the bits of the number and 5 a check, so that no other picture is taken for one.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idx } from './idx-folder.ts';

const SQUARES = 5;
const [WHITE, BLACK] = [230, 25];
/** Squares that carry bits, row by row, those of the number first. */
const CARRIERS = Array.from({ length: SQUARES ** 2 }, (_, i) => i).filter(
  (i) => ![0, SQUARES - 1, SQUARES ** 2 - SQUARES, SQUARES ** 2 - 1].includes(i),
);
const NUMBER_BITS = 16;
const CHECK_BITS = CARRIERS.length - NUMBER_BITS;

/** 5 bits of a hash. */
const checkOf = (number: number) => Math.imul(number + 1, 0x9e3779b1) >>> (32 - CHECK_BITS);

export type Shape = { height: number; width: number; channels: number };

/** @param number below 65,536 */
export function numberedPicture(number: number, { height, width, channels }: Shape): Uint8Array {
  const code = number | (checkOf(number) << NUMBER_BITS);
  const white = (square: number) => {
    const bit = CARRIERS.indexOf(square);
    return bit === -1 ? square === 0 : ((code >>> bit) & 1) === 1;
  };
  const pixels = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor((y * SQUARES) / height);
      const square = row * SQUARES + Math.floor((x * SQUARES) / width);
      pixels.fill(
        white(square) ? WHITE : BLACK,
        (y * width + x) * channels,
        (y * width + x + 1) * channels,
      );
    }
  }
  return pixels;
}

/**
 * The number that a drawn picture carries; null where it is none of these, or too much is drawn over it.
 * @param brightnessAt of a pixel, 0 to 255, in the picture's own pixels
 */
export function readNumber(
  width: number,
  height: number,
  brightnessAt: (x: number, y: number) => number,
): number | null {
  const brightness = Array.from({ length: SQUARES ** 2 }, (_, square) => {
    const x = ((square % SQUARES) + 0.5) * (width / SQUARES);
    const y = (Math.floor(square / SQUARES) + 0.5) * (height / SQUARES);
    return brightnessAt(Math.floor(x), Math.floor(y));
  });
  const [white, black] = [brightness[0], brightness[SQUARES ** 2 - 1]];
  if (white - black < 40) return null;
  const bits = CARRIERS.map((square) => Number(brightness[square] > (white + black) / 2));
  const valueOf = (some: number[]) => some.reduce((sum, bit, i) => sum + bit * 2 ** i, 0);
  const number = valueOf(bits.slice(0, NUMBER_BITS));
  return valueOf(bits.slice(NUMBER_BITS)) === checkOf(number) ? number : null;
}

/**
 * Writes a data set whose picture number i is that of sample i: training samples from 0 on, test
 * samples after them. Labels go round the classes.
 */
export function writeNumbered(
  folder: string,
  counts: { train: number; test: number },
  shape: Shape = { height: 20, width: 20, channels: 1 },
  classes = 3,
): void {
  const dimensions = [shape.height, shape.width, ...(shape.channels === 1 ? [] : [shape.channels])];
  const rank = dimensions.length + 1;
  const size = shape.height * shape.width * shape.channels;
  const write = (stem: string, start: number, count: number) => {
    const pixels = new Uint8Array(count * size);
    for (let i = 0; i < count; i++) pixels.set(numberedPicture(start + i, shape), i * size);
    const labels = Uint8Array.from({ length: count }, (_, i) => (start + i) % classes);
    writeFileSync(
      join(folder, `${stem}-images-idx${rank}-ubyte`),
      idx([count, ...dimensions], pixels),
    );
    writeFileSync(join(folder, `${stem}-labels-idx1-ubyte`), idx([count], labels));
  };
  write('train', 0, counts.train);
  write('t10k', counts.train, counts.test);
}
