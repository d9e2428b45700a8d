/** What the two maps show, in words. */
import type { MapName } from '../../../src/core/query/query.ts';
import { formatFigure } from '../../lib/format.ts';

type MapWords = {
  title: string;
  means: string;
  x: string;
  y: string;
  /** Where in the unit square a region is named, and how the text is aligned there. */
  regions: readonly { text: string; x: number; y: number; align: 'left' | 'right' }[];
};

export const mapTexts: Record<MapName, MapWords> = {
  cartography: {
    title: 'Cartography',
    means: 'What the network gave the label over the epochs: its mean, and how much it wavered',
    x: 'variability',
    y: 'mean label probability',
    regions: [
      { text: 'easy to learn', x: 0.012, y: 0.955, align: 'left' },
      { text: 'ambiguous', x: 0.988, y: 0.5, align: 'right' },
      { text: 'hard to learn', x: 0.012, y: 0.045, align: 'left' },
    ],
  },
  hiding: {
    title: 'Loss and hiding',
    means: 'The mean loss over the epochs, and in how many of them a sample was hidden',
    x: 'epochs hidden',
    y: 'mean loss',
    regions: [
      { text: 'learned and left out', x: 0.988, y: 0.045, align: 'right' },
      { text: 'always trained, not learned', x: 0.012, y: 0.955, align: 'left' },
    ],
  },
};

/** A value of an axis as its ticks say it. */
export const axisText = (map: MapName, axis: 'x' | 'y', value: number): string =>
  map === 'hiding' && axis === 'x' ? `${Math.round(value * 100)} %` : formatFigure(value);
