/** How chosen samples leave a project. */
import { z } from 'zod';

export const exportFormats = ['csv', 'json', 'parquet', 'ids', 'names', 'folder'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What a format gives, as people choose it. */
export const exportWords: Record<ExportFormat, { title: string; help: string; ending: string }> = {
  csv: { title: 'CSV', help: 'A row a sample, with all that is known of it.', ending: '.csv' },
  json: { title: 'JSON', help: 'An object a sample, in one array.', ending: '.json' },
  parquet: { title: 'Parquet', help: 'Columns with types, for data frames.', ending: '.parquet' },
  ids: { title: 'Sample numbers', help: 'A number a line.', ending: '.txt' },
  names: { title: 'Names', help: 'What each sample is called in its source.', ending: '.txt' },
  folder: { title: 'Pictures', help: 'PNG files, in a folder for each class.', ending: '' },
};

export const folderModes = ['copy', 'link'] as const;

export const exportTargetSchema = z.strictObject({
  format: z.enum(exportFormats),
  path: z.string().trim().min(1),
  /** Whether a file that is there already is written over; a folder never is. */
  replace: z.boolean(),
  /** Of a folder: pictures of their own, or links to the files of the source. */
  mode: z.enum(folderModes),
});
export type ExportTarget = z.infer<typeof exportTargetSchema>;

/** Why a data set has no files to link to, as a sentence, or null where it has. */
export const whyNoLinks = ({ importer }: { importer: 'idx' }): string | null =>
  importer === 'idx'
    ? 'The source keeps its pictures together in files, not a file for each.'
    : null;
