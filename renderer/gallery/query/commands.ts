/** What can be done to the filter by name or key. */
import { termsOf, withValue } from '../../../src/core/query/edit.ts';
import { app } from '../../lib/app.svelte.ts';
import { browse } from '../../lib/browse.svelte.ts';
import type { Command } from '../../lib/commands.svelte.ts';
import { whyReadOnly } from '../../lib/read-only.ts';
import { mode, type Mode } from '../mode.svelte.ts';
import { builtInViews } from './built-in.ts';
import { panel } from './panel.svelte.ts';
import { valueWord } from './words.ts';
import { savedViews } from './views.svelte.ts';

const noMoment = () => (browse.moment === null ? 'The run has no recorded epoch yet.' : null);

const filterBy = (field: 'state' | 'outcome', value: string): Command => ({
  id: `filter-${value}`,
  title: `Filter: ${valueWord(value)}`,
  view: 'gallery',
  disabled: noMoment,
  run: () => void (browse.filter = withValue(browse.filter, field, value, false)),
});

const show = (to: Mode, title: string, ...keys: string[]): Command => ({
  id: `gallery-${to}`,
  title,
  keys,
  view: 'gallery',
  run: () => void (mode.current = to),
});

/** @param add opens the menu of fields */
export const filterCommands = (add: () => void): Command[] => [
  { id: 'filter-add', title: 'Add a filter', keys: ['/'], view: 'gallery', run: add },
  {
    id: 'filter-clear',
    title: 'Clear the filter',
    keys: ['shift+c'],
    view: 'gallery',
    disabled: () => (termsOf(browse.filter).length === 0 ? 'There is no filter.' : null),
    run: () => savedViews.clear(),
  },
  filterBy('state', 'hidden'),
  filterBy('state', 'movedBack'),
  filterBy('state', 'trained'),
  filterBy('outcome', 'wrong'),
  filterBy('outcome', 'forgotten'),
  show('grid', 'Open the grid', 'g'),
  show('map', 'Open the data map', 'm'),
  show('confusion', 'Open the confusion matrix', 'c'),
  show('compare', 'Compare two epochs or runs'),
  {
    id: 'gallery-facets',
    title: 'Show or hide the facets',
    view: 'gallery',
    run: () => void (panel.open = !panel.open),
  },
  {
    id: 'view-save',
    title: 'Save the view',
    keys: ['shift+s'],
    view: 'gallery',
    disabled: () => whyReadOnly(app.project),
    run: () => void (savedViews.naming = 'new'),
  },
  ...builtInViews.map((view): Command => ({
    id: `view ${view.name}`,
    title: `View: ${view.name}`,
    view: 'gallery',
    run: () => savedViews.open(view),
  })),
];
