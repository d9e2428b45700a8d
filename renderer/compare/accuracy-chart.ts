/** Test accuracy by epoch, one line a run, each with its name at its end. */
import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { spread } from '../lib/spread.ts';
import { sample } from './sample.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale);

const MAX_POINTS = 400;
const LABEL_WIDTH = 160;
const LABEL_GAP = 14;
const LABEL_END = 6;

export type Line = {
  label: string;
  /** One value an epoch, 0 … 1. */
  values: readonly number[];
  chosen: boolean;
  dash: number[];
};

export type Colours = { line: string; chosen: string; text: string; axis: string; font: string };

export type AccuracyChart = {
  draw(lines: readonly Line[], epoch: number, epochs: number, colours: Colours): void;
  destroy(): void;
};

/** The text, shortened in its middle to what fits beside the chart. */
function fitted(context: CanvasRenderingContext2D, text: string): string {
  const fits = (shown: string) => context.measureText(shown).width <= LABEL_WIDTH - 12;
  if (fits(text)) return text;
  const end = text.slice(-LABEL_END).trimStart();
  let kept = text.length - end.length;
  while (kept > 1 && !fits(`${text.slice(0, kept)}…${end}`)) kept--;
  return `${text.slice(0, kept).trimEnd()}…${end}`;
}

/** @param onSeek hears the epoch that was pressed */
export function createAccuracyChart(
  canvas: HTMLCanvasElement,
  onSeek: (epoch: number) => void,
): AccuracyChart {
  let shown: readonly Line[] = [];
  let cursor = 0;
  let colours: Colours;

  const around = {
    id: 'labels and cursor',
    afterDatasetsDraw({ ctx, chartArea, scales }: Chart) {
      // Chart.js draws once before there is anything to draw.
      if (shown.length === 0) return;
      const x = scales['x'].getPixelForValue(cursor);
      ctx.save();
      ctx.strokeStyle = colours.axis;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      const ends = shown.map(({ values }) => scales['y'].getPixelForValue(values.at(-1) ?? 0));
      const places = spread(ends, LABEL_GAP, chartArea.top, chartArea.bottom);
      ctx.textBaseline = 'middle';
      shown.forEach((line, i) => {
        ctx.font = `${line.chosen ? 600 : 400} 12px ${colours.font}`;
        ctx.fillStyle = line.chosen ? colours.chosen : colours.text;
        ctx.fillText(fitted(ctx, line.label), chartArea.right + 8, places[i]);
      });
      ctx.restore();
    },
  };

  const chart = new Chart<'line', { x: number; y: number }[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    plugins: [around],
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      layout: { padding: { right: LABEL_WIDTH, top: 8 } },
      onClick(event, _, { scales }) {
        if (event.x !== null) onSeek(scales['x'].getValueForPixel(event.x) ?? 0);
      },
      scales: { x: { type: 'linear', min: 0 }, y: { type: 'linear', grace: '4%', max: 1 } },
    },
  });

  return {
    draw(lines, epoch, epochs, given) {
      // The chosen run is drawn over the others.
      shown = lines.toSorted((a, b) => Number(a.chosen) - Number(b.chosen));
      cursor = epoch;
      colours = given;
      const axis = (text: string, ticks: (value: number) => string, count: number) => ({
        type: 'linear' as const,
        border: { color: colours.axis },
        grid: { display: false },
        title: {
          display: true,
          text,
          color: colours.text,
          font: { size: 12, family: colours.font },
        },
        ticks: {
          color: colours.text,
          font: { size: 12, family: colours.font },
          maxRotation: 0,
          maxTicksLimit: count,
          callback: (value: string | number) => ticks(Number(value)),
        },
      });
      chart.options.scales = {
        x: {
          ...axis('epoch', (value) => (Number.isInteger(value) ? String(value) : ''), 11),
          min: 0,
          max: Math.max(1, epochs - 1),
        },
        y: {
          ...axis('test accuracy, %', (value) => `${Number((value * 100).toFixed(1))}`, 6),
          grace: '4%',
          max: 1,
        },
      };
      chart.data.datasets = shown.map(({ values, chosen, dash }) => {
        const colour = chosen ? colours.chosen : colours.line;
        return {
          data: sample(values, MAX_POINTS),
          borderColor: colour,
          borderWidth: chosen ? 2 : 1.5,
          borderDash: dash,
          pointRadius: values.length === 1 ? 2 : 0,
          pointBackgroundColor: colour,
          pointHitRadius: 0,
        };
      });
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
