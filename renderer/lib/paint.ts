/** Pictures of samples with their states on a canvas. Lengths are device pixels unless they say CSS. */
import { FORGOTTEN, HIDDEN, MOVED_BACK, WRONG } from './facts.ts';
import { placeInAtlas, type TileShape } from './atlas.ts';

export type Palette = Record<
  'ground' | 'sunken' | 'edge' | 'hidden' | 'movedBack' | 'wrong' | 'accent',
  string
>;

/** The tokens of the theme that is shown. */
export function paletteOf(style: CSSStyleDeclaration): Palette {
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: token('--ground'),
    sunken: token('--sunken'),
    edge: token('--edge'),
    hidden: token('--hidden'),
    movedBack: token('--moved-back'),
    wrong: token('--wrong'),
    accent: token('--accent'),
  };
}

export type Box = { x: number; y: number; width: number; height: number };

/** Sides of arrow and corner, in CSS pixels. */
const SMALLEST_MARK = 9;
const LARGEST_MARK = 20;
/** How much of a hidden sample's picture is left. */
const DIMMED = 0.45;

/** The picture, dimmed where the sample is hidden; a plain field until its atlas is there. */
export function paintPicture(
  context: CanvasRenderingContext2D,
  box: Box,
  {
    sample,
    facts,
    atlas,
    shape,
    palette,
  }: {
    sample: number;
    facts: number;
    atlas: ImageBitmap | undefined;
    shape: TileShape;
    palette: Palette;
  },
): void {
  const { x, y, width, height } = box;
  if (atlas === undefined) {
    context.fillStyle = palette.sunken;
    context.fillRect(x, y, width, height);
    return;
  }
  const from = placeInAtlas(sample, shape);
  const { tileWidth, tileHeight } = shape;
  // Enlarged pixels stay squares; what is scaled down must not lose lines.
  context.imageSmoothingEnabled = width < tileWidth;
  const dimmed = (facts & HIDDEN) !== 0;
  if (dimmed) {
    context.fillStyle = palette.ground;
    context.fillRect(x, y, width, height);
    context.globalAlpha = DIMMED;
  }
  context.drawImage(atlas, from.x, from.y, tileWidth, tileHeight, x, y, width, height);
  context.globalAlpha = 1;
}

/** What the language of states says of a sample: hatch, return arrow, corner, notch. */
export function paintState(
  context: CanvasRenderingContext2D,
  box: Box,
  facts: number,
  palette: Palette,
  devicePixelRatio: number,
): void {
  const side = Math.min(box.width, box.height) / devicePixelRatio;
  const mark = Math.min(LARGEST_MARK, Math.max(SMALLEST_MARK, side * 0.26)) * devicePixelRatio;
  if (facts & HIDDEN) paintHatch(context, box, palette.hidden, devicePixelRatio);
  if (facts & MOVED_BACK) paintReturnArrow(context, box, mark, palette, devicePixelRatio);
  if (facts & WRONG) {
    paintCorner(context, box, mark, (facts & FORGOTTEN) !== 0, palette, devicePixelRatio);
  }
}

function paintHatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  colour: string,
  devicePixelRatio: number,
): void {
  const spacing = 6 * devicePixelRatio;
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
  context.lineWidth = 1.25 * devicePixelRatio;
  context.stroke();
  // The frame lies within the box: half of it is clipped away.
  context.lineWidth = 3 * devicePixelRatio;
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
