/** Chart.js as Mikke uses it: lines and areas in a bare box; axes, labels and cursor stand around it. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
} from 'chart.js';
import type { Point } from '../lib/plot.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

/** Room around the box, so that a line at its edge is drawn whole. */
export const CHART_PADDING = 4;

export type Drawing = {
  lines: { points: Point[]; colour: string; dash: readonly number[]; area: boolean }[];
  /** The last epoch; the first is 0. */
  right: number;
  /** The smallest and the largest value. */
  bottom: number;
  top: number;
};

export type LineChart = { draw(drawing: Drawing): void; destroy(): void };

export function createLineChart(canvas: HTMLCanvasElement): LineChart {
  const scale = { type: 'linear', display: false, min: 0, max: 1 } as const;
  const chart = new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: CHART_PADDING },
      scales: { x: { ...scale }, y: { ...scale } },
    },
  });
  return {
    draw({ lines, right, bottom, top }) {
      const { x, y } = chart.options.scales ?? {};
      if (x !== undefined) x.max = right;
      if (y !== undefined) Object.assign(y, { min: bottom, max: top });
      lines.forEach((line, i) => {
        const changes: ChartDataset<'line', Point[]> = {
          data: line.points,
          borderColor: line.colour,
          borderWidth: 1.5,
          borderDash: [...line.dash],
          backgroundColor: `${line.colour}55`,
          fill: line.area && (i === 0 ? 'origin' : '-1'),
          clip: CHART_PADDING,
          pointBackgroundColor: line.colour,
          // A line of one point would not be seen.
          pointRadius: line.points.length === 1 ? 2 : 0,
        };
        // In place: Chart.js keeps what it knows of a dataset by its identity.
        if (i < chart.data.datasets.length) Object.assign(chart.data.datasets[i], changes);
        else chart.data.datasets.push(changes);
      });
      chart.data.datasets.length = lines.length;
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
