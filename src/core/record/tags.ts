/** What people say of samples: tags, of which three are marks with a meaning of their own, and notes. */
import { z } from 'zod';

/** Tags that Mikke knows the meaning of. `exclude` decides what a version without the excluded ones leaves out. */
export const marks = ['mislabelled', 'duplicate', 'exclude'] as const;
export type Mark = (typeof marks)[number];
export const EXCLUDE: Mark = 'exclude';

const MOST_LETTERS = 60;
const MOST_NOTE_LETTERS = 10_000;
/** A tag is a bit a sample in memory. */
export const MOST_TAGS = 200;

export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(MOST_LETTERS)
  .regex(/^[^\p{Cc}]*$/u);
/** The empty text is no note. */
export const noteSchema = z.string().trim().max(MOST_NOTE_LETTERS);

/** A change of tags or notes, which can be undone. */
export const sampleEditSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tag'),
    tag: z.string(),
    /** Whether the tag was set, or taken off. */
    set: z.boolean(),
    /** Samples that it changed. */
    count: z.int().min(1),
  }),
  z.strictObject({
    kind: z.literal('note'),
    sample: z.int().min(0),
    before: z.string(),
    after: z.string(),
  }),
]);
export type SampleEdit = z.infer<typeof sampleEditSchema>;

/** The tags of a data set in the order of the alphabet, and what undo and redo would take back and do again. */
export const tagListSchema = z.strictObject({
  tags: z.array(z.strictObject({ name: z.string(), count: z.int().min(1) })),
  undo: sampleEditSchema.nullable(),
  redo: sampleEditSchema.nullable(),
});
export type TagList = z.infer<typeof tagListSchema>;

/** What is said of one sample; the empty note is none. */
export const sampleLabelsSchema = z.strictObject({ tags: z.array(z.string()), note: z.string() });
export type SampleLabels = z.infer<typeof sampleLabelsSchema>;

/** As in "“blurry” on 12 samples", after "Undo" and "Redo". */
export function editWords(edit: SampleEdit): string {
  if (edit.kind === 'note') {
    if (edit.before === '') return `note on sample ${edit.sample}`;
    return edit.after === ''
      ? `removed note of sample ${edit.sample}`
      : `changed note of sample ${edit.sample}`;
  }
  const { tag, set, count } = edit;
  const samples = count === 1 ? '1 sample' : `${count.toLocaleString('en')} samples`;
  return set ? `“${tag}” on ${samples}` : `“${tag}” off ${samples}`;
}
