/** The one language of states: what each is called, and how it looks, wherever it is drawn. */
export type SampleState = 'trained' | 'hidden' | 'movedBack';
/** What can be marked on a sample besides; ui/StateMark.svelte draws them all. */
export type Mark = SampleState | 'refreshed' | 'wrong' | 'forgotten' | 'excluded';

export const stateWords: Record<SampleState, string> = {
  trained: 'trained',
  hidden: 'hidden',
  movedBack: 'moved back',
};

export const markWords: Record<Mark, string> = {
  ...stateWords,
  refreshed: 'refreshed',
  wrong: 'wrong',
  forgotten: 'forgotten',
  excluded: 'excluded',
};
