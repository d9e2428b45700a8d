/** Positions and values of keyframes as text that a person typed. */
import { editor } from './editor.svelte.ts';
import type { Mark } from './selection.ts';

/** NaN where it is no number, or nothing. */
export const numberOf = (text: string): number => (text.trim() === '' ? NaN : Number(text));

/** @returns why the keyframe cannot have it, as a sentence, or null */
export const typeKeyframe = (mark: Mark, field: 'at' | 'value', text: string): string | null =>
  field === 'at' ? editor.putAt(mark, numberOf(text)) : editor.putValue(mark, numberOf(text));
