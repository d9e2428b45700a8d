/** Draws the tiles in view. Lengths are CSS pixels where they are not said to be of the device. */
import type { Output } from '../../../src/rpc/contract.ts';
import { UNRECORDED } from '../../../src/core/query/facts.ts';
import { paintSpark, type Palette } from '../../lib/paint.ts';
import { has, type Ranges } from '../../lib/ranges.ts';
import { PAGE } from '../../lib/windows.svelte.ts';
import { columnOf, leftOf, placesOf, rowOf, topOf, visibleRows, type Grid } from './geometry.ts';
import type { Look } from './look.svelte.ts';
import { createMarks } from './marks.ts';
import { pictures } from './pictures.svelte.ts';
import { sparks } from './sparks.svelte.ts';

type Point = { x: number; y: number };
/** A rectangle of the content that a pointer draws, from corner to corner. */
export type Band = { from: Point; to: Point };

export type Scene = {
  /** What scenes have in common, one by one, whose tiles look alike wherever they stand. */
  content: readonly unknown[];
  look: Look;
  dataset: Output<'project.datasets'>[number];
  grid: Grid;
  /** Where the content stands. */
  top: number;
  width: number;
  height: number;
  devicePixelRatio: number;
  /** Where each pane begins. */
  panes: readonly number[];
  palette: Palette;
  borders: boolean;
  /** Whether tiles have lines of their losses. */
  lines: boolean;
  chosen: Ranges;
  /** The sample of the inspector. */
  selected: number | null;
  /** A place that is framed in every pane, since only one of them has its cell. */
  focus: number | null;
  band: Band | null;
};

export function createPainter() {
  const marksOf = createMarks();
  let last: { content: readonly unknown[]; offset: number; selected: number | null } | null = null;

  return function paint(canvas: HTMLCanvasElement, scene: Scene): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    const { grid, palette, devicePixelRatio: ratio } = scene;
    const device = (length: number) => Math.round(length * ratio);
    const [width, height] = [device(scene.width), device(scene.height)];
    const resized = canvas.width !== width || canvas.height !== height;
    if (resized) [canvas.width, canvas.height] = [width, height];
    const offset = device(scene.top);

    // What only moved is moved, and what came into view is drawn.
    const by = last === null ? height : offset - last.offset;
    const moves =
      !resized &&
      Math.abs(by) < height &&
      last?.content.length === scene.content.length &&
      last.content.every((value, i) => value === scene.content[i]);
    if (moves && by !== 0) context.drawImage(canvas, 0, -by);
    const from = moves && by > 0 ? height - by : 0;
    const to = moves && by <= 0 ? -by : height;
    context.fillStyle = palette.ground;
    context.fillRect(0, from, width, to - from);

    const tile = { width: device(grid.tileWidth), height: device(grid.tileHeight) };
    const markOf = marksOf({
      ...tile,
      palette,
      devicePixelRatio: ratio,
      borders: scene.borders,
    });
    const boxAt = (pane: number, place: number) => ({
      x: device(scene.panes[pane] + leftOf(grid, columnOf(grid, place))),
      y: device(topOf(grid, rowOf(grid, place))) - offset,
      ...tile,
    });
    const rows = visibleRows(grid, (offset + from) / ratio, (to - from) / ratio);
    const first = placesOf(grid, rows.first).first;
    const end = rows.end === 0 ? 0 : placesOf(grid, rows.end - 1).end;
    let selected = moves ? (last?.selected ?? null) : null;

    const drawPage = (pane: number, start: number, pageEnd: number) => {
      const page = scene.look.page(pane, start);
      const run = scene.lines ? scene.look.runOf(pane) : undefined;
      for (let place = start; place < pageEnd; place++) {
        const box = boxAt(pane, place);
        if (page === undefined) {
          context.fillStyle = palette.sunken;
          context.fillRect(box.x, box.y, box.width, box.height);
          continue;
        }
        const at = place % PAGE;
        const sample = page.samples[at];
        const facts = page.facts[at];
        pictures.draw(context, scene.dataset, sample, box, facts, palette);
        const levels = run === undefined || facts & UNRECORDED ? null : sparks.levels(run, sample);
        if (levels !== null) paintSpark(context, box, levels, palette, ratio);
        const mark = markOf(facts, scene.chosen.length > 0 && has(scene.chosen, place));
        if (mark !== null) context.drawImage(mark, box.x, box.y);
        if (sample === scene.selected) selected = place;
      }
    };
    scene.panes.forEach((_, pane) => {
      for (let place = first; place < end;) {
        const pageEnd = Math.min(end, (Math.floor(place / PAGE) + 1) * PAGE);
        drawPage(pane, place, pageEnd);
        place = pageEnd;
      }
    });

    const frame = (place: number, out: number) =>
      scene.panes.forEach((_, pane) => {
        const box = boxAt(pane, place);
        context.strokeRect(
          ...([box.x - out, box.y - out, box.width + 2 * out, box.height + 2 * out] as const),
        );
      });
    context.lineWidth = 2 * ratio;
    context.strokeStyle = palette.accent;
    if (selected !== null) frame(selected, 2 * ratio);
    if (scene.focus !== null) frame(scene.focus, 3 * ratio);
    if (scene.band !== null) {
      for (const left of scene.panes) paintBand(context, scene.band, left, offset, scene);
    }
    last = { content: scene.content, offset, selected };
  };
}

/** @param offset of the content, in device pixels */
function paintBand(
  context: CanvasRenderingContext2D,
  { from, to }: Band,
  left: number,
  offset: number,
  { palette, devicePixelRatio: ratio }: Scene,
): void {
  const x = (left + Math.min(from.x, to.x)) * ratio;
  const y = Math.min(from.y, to.y) * ratio - offset;
  const [width, height] = [Math.abs(to.x - from.x) * ratio, Math.abs(to.y - from.y) * ratio];
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.12;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  context.lineWidth = ratio;
  context.strokeRect(x, y, width, height);
}
