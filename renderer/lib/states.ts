/** The one language of states: what each is called, and how it looks, wherever it is drawn. */
export type SampleState = 'trained' | 'hidden' | 'movedBack';

export const stateWords: Record<SampleState, string> = {
  trained: 'trained',
  hidden: 'hidden',
  movedBack: 'moved back',
};

/** The custom property of tokens.css that colours it. */
export const stateColour: Record<SampleState, string> = {
  trained: '--trained',
  hidden: '--hidden',
  movedBack: '--moved-back',
};
