/** Pictures of samples with their states on a canvas. Lengths are device pixels unless they say CSS. */
import {
  EXCLUDED,
  FORGOTTEN,
  HIDDEN,
  MOVED_BACK,
  TAGGED,
  UNRECORDED,
  WRONG,
} from '../../src/core/query/facts.ts';
import type { Tile } from './tiles.svelte.ts';

export type Palette = Record<
  | 'ground'
  | 'sunken'
  | 'edge'
  | 'ink'
  | 'trained'
  | 'hidden'
  | 'movedBack'
  | 'wrong'
  | 'accent'
  | 'onAccent',
  string
>;

/** The tokens of the theme that is shown. */
export function paletteOf(style: CSSStyleDeclaration): Palette {
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: token('--ground'),
    sunken: token('--sunken'),
    edge: token('--edge'),
    ink: token('--ink'),
    trained: token('--trained'),
    hidden: token('--hidden'),
    movedBack: token('--moved-back'),
    wrong: token('--wrong'),
    accent: token('--accent'),
    onAccent: token('--on-accent'),
  };
}

export type Box = { x: number; y: number; width: number; height: number };

/** Sides of arrow and corner, in CSS pixels. */
const SMALLEST_MARK = 7;
const LARGEST_MARK = 20;
/** How much of a hidden sample's picture is left. */
const DIMMED = 0.45;
/** Below this side, in CSS pixels, a tile is one of a mosaic: its lines are finer. */
const MOSAIC_SIDE = 40;

/** The picture, dimmed where the sample is hidden; a plain field until it is there. */
export function paintPicture(
  context: CanvasRenderingContext2D,
  box: Box,
  {
    facts,
    tile,
    broken = false,
    palette,
  }: {
    facts: number;
    tile: Tile | undefined;
    /** Whether there will be no picture as things stand. */
    broken?: boolean;
    palette: Palette;
  },
): void {
  const { x, y, width, height } = box;
  if (tile === undefined) {
    context.fillStyle = palette.sunken;
    context.fillRect(x, y, width, height);
    if (broken) paintBroken(context, box, palette);
    return;
  }
  // A small image's pixels stay squares when enlarged; what is scaled down must not lose lines.
  context.imageSmoothingEnabled = !tile.exact || width < tile.width;
  const dimmed = (facts & HIDDEN) !== 0;
  if (dimmed) {
    context.fillStyle = palette.ground;
    context.fillRect(x, y, width, height);
    context.globalAlpha = DIMMED;
  }
  context.drawImage(tile.image, tile.x, tile.y, tile.width, tile.height, x, y, width, height);
  context.globalAlpha = 1;
}

/** A frame with a crack, for a picture that cannot be read. */
function paintBroken(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  palette: Palette,
): void {
  const side = Math.min(width, height) * 0.5;
  const left = x + (width - side) / 2;
  const top = y + (height - side) / 2;
  const line = Math.max(1, side / 12);
  context.strokeStyle = palette.edge;
  context.lineWidth = line;
  context.strokeRect(left, top, side, side);
  context.beginPath();
  context.moveTo(left + 0.6 * side, top);
  context.lineTo(left + 0.4 * side, top + 0.4 * side);
  context.lineTo(left + 0.65 * side, top + 0.6 * side);
  context.lineTo(left + 0.4 * side, top + side);
  context.strokeStyle = palette.sunken;
  context.lineWidth = 3 * line;
  context.stroke();
  context.strokeStyle = palette.edge;
  context.lineWidth = line;
  context.stroke();
}

/** What the language of states says of a sample: hatch, return arrow, corner, notch, stroke; and a dot where it has a tag or a note. */
export function paintState(
  context: CanvasRenderingContext2D,
  box: Box,
  facts: number,
  palette: Palette,
  devicePixelRatio: number,
): void {
  const side = Math.min(box.width, box.height) / devicePixelRatio;
  const mark = Math.min(LARGEST_MARK, Math.max(SMALLEST_MARK, side * 0.26)) * devicePixelRatio;
  if (facts & HIDDEN) paintHatch(context, box, palette.hidden, devicePixelRatio, side);
  if (facts & MOVED_BACK) paintReturnArrow(context, box, mark, palette, devicePixelRatio);
  if (facts & WRONG) {
    paintCorner(context, box, mark, (facts & FORGOTTEN) !== 0, palette, devicePixelRatio);
  }
  if (facts & EXCLUDED) paintStroke(context, box, palette, devicePixelRatio);
  if (facts & TAGGED) paintDot(context, box, mark, palette, devicePixelRatio);
}

/** The state as a frame: solid where hidden, dashed where moved back, thin where trained. */
export function paintBorder(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  facts: number,
  palette: Palette,
  devicePixelRatio: number,
): void {
  if (facts & UNRECORDED) return;
  const [colour, line] =
    facts & HIDDEN
      ? [palette.hidden, 3]
      : facts & MOVED_BACK
        ? [palette.movedBack, 3]
        : [palette.trained, 1.5];
  const thick = line * devicePixelRatio;
  context.save();
  context.strokeStyle = colour;
  context.lineWidth = thick;
  if (facts & MOVED_BACK) context.setLineDash([2.5 * thick, 1.5 * thick]);
  context.strokeRect(x + thick / 2, y + thick / 2, width - thick, height - thick);
  context.restore();
}

/** The frame and the tick of a chosen sample. */
export function paintChosen(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  palette: Palette,
  devicePixelRatio: number,
): void {
  const side = Math.min(width, height) / devicePixelRatio;
  const thick = (side < MOSAIC_SIDE ? 2 : 3) * devicePixelRatio;
  context.strokeStyle = palette.ground;
  context.lineWidth = 2 * (thick + devicePixelRatio);
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeRect(x, y, width, height);
  context.strokeStyle = palette.accent;
  context.lineWidth = 2 * thick;
  context.strokeRect(x, y, width, height);
  context.restore();
  const badge = Math.min(18, Math.max(9, side * 0.3)) * devicePixelRatio;
  context.fillStyle = palette.accent;
  context.fillRect(x, y, badge, badge);
  context.beginPath();
  context.moveTo(x + badge * 0.24, y + badge * 0.54);
  context.lineTo(x + badge * 0.44, y + badge * 0.72);
  context.lineTo(x + badge * 0.78, y + badge * 0.3);
  context.strokeStyle = palette.onAccent;
  context.lineWidth = Math.max(1.25 * devicePixelRatio, badge * 0.13);
  context.stroke();
}

/** A line through what a person excluded. */
function paintStroke(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  palette: Palette,
  devicePixelRatio: number,
): void {
  context.beginPath();
  context.moveTo(x, y + height);
  context.lineTo(x + width, y);
  const line = Math.max(1.5 * devicePixelRatio, Math.min(width, height) * 0.03);
  for (const [colour, thick] of [
    [palette.ground, line + 2 * devicePixelRatio],
    [palette.ink, line],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.stroke();
  }
}

function paintDot(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  mark: number,
  palette: Palette,
  devicePixelRatio: number,
): void {
  const radius = mark * 0.34;
  const margin = radius + 2 * devicePixelRatio;
  context.beginPath();
  context.arc(x + width - margin, y + height - margin, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.ink;
  context.strokeStyle = palette.ground;
  context.lineWidth = 2 * devicePixelRatio;
  context.stroke();
  context.fill();
}

/**
 * Losses over the epochs as a small line along the bottom of a tile.
 * @param levels places on the logarithmic axis, from 0 to 255
 */
export function paintSpark(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  levels: Uint8Array,
  palette: Palette,
  devicePixelRatio: number,
): void {
  if (levels.length < 2) return;
  const tall = Math.round(height * 0.26);
  const top = y + height - tall;
  context.globalAlpha = 0.82;
  context.fillStyle = palette.ground;
  context.fillRect(x, top, width, tall);
  context.globalAlpha = 1;
  const margin = 3 * devicePixelRatio;
  context.beginPath();
  levels.forEach((level, i) => {
    const across = x + margin + (i * (width - 2 * margin)) / (levels.length - 1);
    const down = top + margin + (1 - level / 255) * (tall - 2 * margin);
    if (i === 0) context.moveTo(across, down);
    else context.lineTo(across, down);
  });
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5 * devicePixelRatio;
  context.stroke();
}

function paintHatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  colour: string,
  devicePixelRatio: number,
  side: number,
): void {
  const fine = side < MOSAIC_SIDE;
  const spacing = (fine ? 5 : 6) * devicePixelRatio;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = spacing / 2; at < width + height; at += spacing) {
    context.moveTo(x + at, y);
    context.lineTo(x + at - height, y + height);
  }
  context.strokeStyle = colour;
  context.lineWidth = (fine ? 1 : 1.25) * devicePixelRatio;
  context.stroke();
  // The frame lies within the box: half of it is clipped away.
  context.lineWidth = (fine ? 2 : 3) * devicePixelRatio;
  context.strokeRect(x, y, width, height);
  context.restore();
}

function paintReturnArrow(
  context: CanvasRenderingContext2D,
  { x, y, height }: Box,
  mark: number,
  palette: Palette,
  devicePixelRatio: number,
): void {
  const side = mark * 1.2;
  const top = y + height - side;
  context.fillStyle = palette.ground;
  context.fillRect(x, top - devicePixelRatio, side + devicePixelRatio, side + devicePixelRatio);
  context.fillStyle = palette.movedBack;
  context.fillRect(x, top, side, side);
  const at = (u: number, v: number): [number, number] => [x + u * side, top + v * side];
  context.beginPath();
  context.moveTo(...at(0.8, 0.78));
  context.lineTo(...at(0.8, 0.44));
  context.lineTo(...at(0.24, 0.44));
  context.moveTo(...at(0.44, 0.2));
  context.lineTo(...at(0.2, 0.44));
  context.lineTo(...at(0.44, 0.68));
  context.strokeStyle = palette.ground;
  context.lineWidth = Math.max(1.25 * devicePixelRatio, side * 0.11);
  context.stroke();
}

function paintCorner(
  context: CanvasRenderingContext2D,
  { x, y, width }: Box,
  mark: number,
  notched: boolean,
  palette: Palette,
  devicePixelRatio: number,
): void {
  const right = x + width;
  const side = mark * 1.25;
  context.beginPath();
  context.moveTo(right - side, y);
  context.lineTo(right, y);
  context.lineTo(right, y + side);
  if (notched) {
    context.lineTo(right - side * 0.34, y + side * 0.66);
    context.lineTo(right - side * 0.28, y + side * 0.28);
    context.lineTo(right - side * 0.66, y + side * 0.34);
  }
  context.closePath();
  context.strokeStyle = palette.ground;
  context.lineWidth = 2 * devicePixelRatio;
  context.stroke();
  context.fillStyle = palette.wrong;
  context.fill();
}
