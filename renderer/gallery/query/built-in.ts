/** Views that every project has: what people look for first. */
import type { SavedView } from '../../../src/core/query/saved-view.ts';

export type BuiltInView = SavedView & { means: string };

export const likelyLabelErrors: BuiltInView = {
  name: 'Likely label errors',
  means:
    'Ranked from training dynamics: by how far, on average over the epochs, another class was above the label',
  filter: { all: [{ field: 'split', in: ['train'] }] },
  sort: { by: 'margin', descending: false },
};

export const builtInViews: readonly BuiltInView[] = [
  likelyLabelErrors,
  {
    name: 'Hidden longest',
    means: 'Learned early and left out most often',
    filter: { all: [{ field: 'timesHidden', min: 1, max: null }] },
    sort: { by: 'timesHidden', descending: true },
  },
  {
    name: 'Forgotten most',
    means: 'Right and then wrong, again and again',
    filter: { all: [{ field: 'forgetting', min: 1, max: null }] },
    sort: { by: 'forgetting', descending: true },
  },
  {
    name: 'Moved back now',
    means: 'Candidates for hiding that train in this epoch, as they are not learned well enough',
    filter: { all: [{ field: 'state', in: ['movedBack'] }] },
    sort: { by: 'loss', descending: true },
  },
  {
    name: 'Never learned',
    means: 'Wrong in this epoch, and right in none before; the highest mean loss first',
    filter: {
      all: [
        { field: 'outcome', in: ['wrong'] },
        { field: 'forgetting', min: null, max: 0 },
      ],
    },
    sort: { by: 'meanLoss', descending: true },
  },
];
