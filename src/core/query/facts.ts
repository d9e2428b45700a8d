/** What a tile says of its sample at one moment, one byte a sample. */
export const HIDDEN = 1;
export const MOVED_BACK = 2;
export const WRONG = 4;
/** Right at the epoch before, and now wrong; always with WRONG. */
export const FORGOTTEN = 8;
/** No run says anything of it: a test sample, or no moment is shown. */
export const UNRECORDED = 16;
/** A person marked it as excluded. */
export const EXCLUDED = 32;
/** It has another tag, a mark or a note. */
export const TAGGED = 64;
