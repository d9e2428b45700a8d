/** What is known of chosen samples, as the columns of a table. */
import { hasBit, packIndices } from '../../core/ledger/bits.ts';
import { scoreField } from '../../core/query/field.ts';
import type { Moment, Query } from '../../core/query/query.ts';
import { CONTENT_ID_BYTES, sourceNameOf, type DatasetRecord } from '../../core/record/dataset.ts';
import { snakeCase } from '../../core/text/snake-case.ts';
import type { Project } from '../../project/project.ts';
import { NEVER_HIDDEN, runFields } from '../../project/tally.ts';
import { turns } from '../../project/turns.ts';
import type { Head, Rows } from './rows.ts';

type Column = Head[number] & { at: (sample: number) => number | string | null | undefined };

const number = (name: string, values: ArrayLike<number>): Column => ({
  name,
  type: values instanceof Float32Array ? 'float32' : 'int32',
  at: (sample) => values[sample],
});
const text = (name: string, at: Column['at']): Column => ({ name, type: 'text', at });

/** Of every sample: what does not depend on a run, and what the query's moment and its run say. */
export async function sampleColumns(project: Project, query: Query): Promise<Column[]> {
  const { dataset, moment } = query;
  const record = await project.dataset(dataset);
  const [own, scores, at] = await Promise.all([
    ownColumns(project, record),
    scoreColumns(project, dataset),
    moment === null ? [] : momentColumns(project, record, moment),
  ]);
  return [...own, ...at, ...scores];
}

/** The samples' rows, in their order; between the parts others pass. */
export async function* sampleRows(
  columns: readonly Column[],
  parts: Iterable<Uint32Array>,
): AsyncGenerator<Rows> {
  const pause = turns();
  for (const samples of parts) {
    await pause();
    const valuesOf = ({ at }: Column) => Array.from(samples, (sample) => at(sample) ?? null);
    yield { count: samples.length, columns: columns.map(valuesOf) };
  }
}

export async function nameOf(
  project: Project,
  dataset: number,
): Promise<(sample: number) => string> {
  const [record, index] = await Promise.all([
    project.dataset(dataset),
    project.sourceIndex(dataset),
  ]);
  return (sample) => sourceNameOf(record, sample, index[sample]);
}

async function ownColumns(
  project: Project,
  record: DatasetRecord & { id: number },
): Promise<Column[]> {
  const { id, trainCount, testCount, classNames } = record;
  const [labels, ids, notes, { tags }, name] = await Promise.all([
    project.labels(id),
    project.contentIds(id).then((bytes) => Buffer.from(bytes)),
    project.notes(id),
    project.tagList(id),
    nameOf(project, id),
  ]);
  const tagged = await Promise.all(
    tags.map(async ({ name }) => ({
      name,
      bits: packIndices(await project.taggedSamples(id, name), trainCount + testCount),
    })),
  );
  const tagsOf = (sample: number) => {
    const on = tagged.filter(({ bits }) => hasBit(bits, sample));
    return on.length === 0 ? null : on.map((tag) => tag.name).join(', ');
  };
  const contentId = (sample: number) =>
    ids.toString('hex', sample * CONTENT_ID_BYTES, (sample + 1) * CONTENT_ID_BYTES);
  return [
    { name: 'sample', type: 'int32', at: (sample) => sample },
    text('split', (sample) => (sample < trainCount ? 'train' : 'test')),
    number('label', labels),
    text('class', (sample) => classNames[labels[sample]]),
    text('file', name),
    text('content_id', contentId),
    text('tags', tagsOf),
    text('note', (sample) => notes.get(sample)),
  ];
}

async function scoreColumns(project: Project, dataset: number): Promise<Column[]> {
  const names = await project.scores(dataset);
  const values = await Promise.all(names.map(({ name }) => project.score(dataset, name)));
  return names.map(({ name }, i) => number(scoreField(name), values[i] ?? new Float32Array(0)));
}

/** Of training samples; the others have none of it. */
async function momentColumns(
  project: Project,
  { trainCount, classNames }: DatasetRecord,
  { run, epoch }: Moment,
): Promise<Column[]> {
  const columns = await project.columns(run, epoch);
  const { loss, confidence, predicted } = columns;
  const flag = (name: string, bits: Uint8Array): Column => ({
    name,
    type: 'int32',
    at: (sample) => (sample < trainCount ? Number(hasBit(bits, sample)) : null),
  });
  const constant = (name: string, value: number): Column => ({
    name,
    type: 'int32',
    at: (sample) => (sample < trainCount ? value : null),
  });
  const overall = runFields.map(async (field): Promise<Column> => {
    const values = await project.runColumn(run, field);
    const column = number(snakeCase(field), values);
    if (field !== 'firstHidden' && field !== 'lastHidden') return column;
    const at = (sample: number) => (values[sample] === NEVER_HIDDEN ? null : values[sample]);
    return { ...column, at };
  });
  return [
    constant('run', run),
    constant('epoch', epoch),
    number('loss', loss),
    number('confidence', confidence),
    number('predicted', predicted),
    text('predicted_class', (sample) => classNames[predicted[sample]]),
    flag('correct', columns.correct),
    flag('hidden', columns.hidden),
    flag('moved_back', columns.movedBack),
    ...(await Promise.all(overall)),
  ];
}
