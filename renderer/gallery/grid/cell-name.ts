/** What a tile is called for those who cannot see it. */
import type { Output } from '../../../src/rpc/contract.ts';
import {
  EXCLUDED,
  outcomeOf,
  recordedStateOf,
  type Outcome,
} from '../../../src/core/query/facts.ts';
import { stateWords } from '../../lib/states.ts';
import { PAGE, type Window } from '../../lib/windows.svelte.ts';

type Dataset = Pick<Output<'project.datasets'>[number], 'classNames' | 'trainCount'>;

/** Besides its name, what a tile's marks say. */
export type Mark = Exclude<Outcome, 'right'> | 'excluded';

/**
 * @param pages of each pane, where they are there
 * @param paneNames where there are several
 */
export function cellName(
  place: number,
  pages: readonly (Window | undefined)[],
  { classNames, trainCount }: Dataset,
  paneNames: readonly string[] | undefined,
): { name: string; marks: Mark[] } {
  const page = pages[0];
  if (page === undefined) return { name: `place ${place + 1}, loading`, marks: [] };
  const at = place % PAGE;
  const sample = page.samples[at];
  const wordOf = (facts: number | undefined): string => {
    if (facts === undefined) return 'loading';
    const state = recordedStateOf(facts);
    if (state !== null) return stateWords[state];
    return sample >= trainCount ? 'test' : 'not recorded';
  };
  const states = pages.map((shown, pane) => {
    const word = wordOf(shown?.facts[at]);
    return paneNames === undefined ? word : `${word} at ${paneNames[pane]}`;
  });
  const label = classNames[page.labels[at]] ?? String(page.labels[at]);
  const outcome = outcomeOf(page.facts[at]);
  const excluded = (page.facts[at] & EXCLUDED) !== 0;
  return {
    name: `sample ${sample}, label ${label}, ${states.join(', ')}`,
    marks: [
      ...(outcome === 'right' ? [] : [outcome]),
      ...(excluded ? (['excluded'] as const) : []),
    ],
  };
}
