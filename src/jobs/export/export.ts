/** Chosen samples out of a project, whole or not at all. */
import { MikkeError } from '../../core/errors/error.ts';
import { whyNoLinks, type ExportFormat, type ExportTarget } from '../../core/query/export.ts';
import type { Query } from '../../core/query/query.ts';
import type { Selection } from '../../core/query/selection.ts';
import { lockPath } from '../../project/lock.ts';
import type { Project } from '../../project/project.ts';
import { writePictures } from './folder.ts';
import { parquet } from './parquet.ts';
import { nameOf, sampleColumns, sampleRows } from './samples.ts';
import { csv, json } from './text.ts';
import { writeWholeFile, writeWholeFolder } from './whole.ts';

const SAMPLES_A_PART = 16_384;

const tables = { csv, json, parquet };

/** Some samples after the others. */
export type Parts = Iterable<Uint32Array>;

/** @throws export-no-match */
export async function chosenSamples(project: Project, selection: Selection): Promise<Uint32Array> {
  const samples = await project.selected(selection);
  if (samples.length === 0) throw new MikkeError('export-no-match', {});
  return samples;
}

export function* inParts(samples: Uint32Array): Generator<Uint32Array, void> {
  for (let start = 0; start < samples.length; start += SAMPLES_A_PART) {
    yield samples.subarray(start, start + SAMPLES_A_PART);
  }
}

/** A file with what is known of samples, by the data set and the moment of a query. */
export async function* fileOf(
  project: Project,
  query: Query,
  parts: Parts,
  format: Exclude<ExportFormat, 'folder'>,
): AsyncGenerator<string | Uint8Array, void> {
  if (format === 'ids') yield* lines(parts, String);
  else if (format === 'names') yield* lines(parts, await nameOf(project, query.dataset));
  else {
    const columns = await sampleColumns(project, query);
    yield* tables[format](columns, sampleRows(columns, parts));
  }
}

function* lines(parts: Parts, line: (sample: number) => string): Generator<string, void> {
  for (const samples of parts) yield Array.from(samples, (sample) => `${line(sample)}\n`).join('');
}

/**
 * Writes chosen samples to a file or folder, which is there when the last of them is written, and
 * yields how many are. Whoever ends the iteration before its end leaves nothing behind.
 * @param target with an absolute path
 * @throws export-no-match, export-nothing-to-link, export-exists, export-over-project,
 * export-folder-full, export-disk-full, output-not-writable, and what the reading throws
 */
export async function* exportSamples(
  project: Project,
  selection: Selection,
  { format, path, replace, mode }: ExportTarget,
): AsyncGenerator<{ done: number; total: number }, void> {
  if (isOfProject(path, project.path)) throw new MikkeError('export-over-project', { path });
  const { query } = selection;
  const samples = await chosenSamples(project, selection);
  let done = 0;
  function* counted(): Generator<Uint32Array, void> {
    for (const part of inParts(samples)) {
      yield part;
      done += part.length;
    }
  }
  async function* fill(folder: string): AsyncGenerator<void, void> {
    for await (const written of writePictures(project, query.dataset, samples, folder)) {
      done += written;
      yield;
    }
  }
  if (format === 'folder' && mode === 'link') {
    const { name, source } = await project.dataset(query.dataset);
    if (whyNoLinks(source) !== null) throw new MikkeError('export-nothing-to-link', { name });
  }
  const writing =
    format === 'folder'
      ? writeWholeFolder(path, fill)
      : writeWholeFile(path, fileOf(project, query, counted(), format), { replace });
  for await (const _ of writing) yield { done, total: samples.length };
  yield { done: samples.length, total: samples.length };
}

/** What SQLite keeps beside a project is as much of it, and so is the lock of who writes it. */
export function isOfProject(
  path: string,
  project: string,
  platform: NodeJS.Platform = process.platform,
): boolean {
  // Where two names that differ in case alone are of one file, as a rule.
  const folds = platform === 'win32' || platform === 'darwin';
  const named = (name: string) => (folds ? name.toLowerCase() : name);
  return [
    project,
    `${project}-wal`,
    `${project}-shm`,
    `${project}-journal`,
    lockPath(project),
  ].some((own) => named(own) === named(path));
}
