import type { RandomStream } from '../random/stream.ts';
import type { SampleShape } from '../record/sample-shape.ts';
import { apply, type Canvas, type Operation } from './canvas.ts';

/** An operation that a policy may choose, with its range. */
export type Choice = {
  /** As in the paper. */
  name: string;
  operation: Operation;
  /** What the operation gets at a strength of 0 … 1. */
  amount: (strength: number, shape: SampleShape) => number;
  /** Whether the amount is negated for every second image, at random. */
  signed: boolean;
};

/** A way to vary an image at random, with a card in docs/views/augmentation.md. */
export type Policy = {
  choices: readonly Choice[];
  /** What geometric operations uncover: the training split's mean colour, or black. */
  fill: 'mean' | 'black';
  vary(canvas: Canvas, magnitude: number, random: RandomStream): void;
};

/** Of an operation that reads no amount. */
export const noAmount = (): number => 0;

/** Applies a choice at a strength of 0 … 1, with a random sign where it has one. */
export function applyChoice(
  canvas: Canvas,
  { name, operation, amount, signed }: Choice,
  strength: number,
  random: RandomStream,
): void {
  const most = amount(strength, canvas.shape);
  const drawn = signed && random.float() < 0.5 ? -most : most;
  canvas.tell?.(amount === noAmount ? name : `${name} ${Number(drawn.toPrecision(3))}`);
  apply(canvas, operation, drawn);
}
