/** The samples that a command line means. */
import { z } from 'zod';
import { MikkeError } from '../core/errors/error.ts';
import { suggestKey } from '../core/errors/suggest.ts';
import {
  bySample,
  everything,
  filterSchema,
  sortSchema,
  type Filter,
  type Moment,
  type Sort,
} from '../core/query/query.ts';
import type { Selection } from '../core/query/selection.ts';
import type { Project } from '../project/project.ts';
import { runNumber } from './options.ts';

export type ChosenFlags = {
  run?: string;
  epoch?: string;
  dataset?: string;
  query?: string;
  view?: string;
  tag?: string[];
};

const querySchema = z.strictObject({
  filter: filterSchema.default(everything),
  sort: sortSchema.optional(),
});

/** Whether samples are asked for, and not all that a run recorded. */
export const choosesSamples = ({ epoch, dataset, query, view, tag }: ChosenFlags): boolean =>
  [epoch, dataset, query, view, tag].some((flag) => flag !== undefined);

/**
 * All that the flags ask for together: of the run's data set, or the one that is named, or the newest.
 * @throws bad-value, bad-usage, view-missing, run-missing, dataset-version-missing
 */
export async function chosenBy(project: Project, flags: ChosenFlags): Promise<Selection> {
  const moment = await momentOf(project, flags);
  const filters: Filter[] = [];
  let sort: Sort = bySample;
  if (flags.view !== undefined) {
    const views = await project.views();
    const view = views.find(({ name }) => name === flags.view);
    if (view === undefined) {
      const suggestion = suggestKey(
        flags.view,
        views.map(({ name }) => name),
      );
      throw new MikkeError('view-missing', { name: flags.view, path: project.path, suggestion });
    }
    filters.push(view.filter);
    sort = view.sort;
  }
  if (flags.query !== undefined) {
    const query = parseQuery(flags.query);
    filters.push(query.filter);
    sort = query.sort ?? sort;
  }
  if (flags.tag !== undefined) filters.push({ field: 'tag', in: flags.tag });
  const filter = filters.length === 1 ? filters[0] : { all: filters };
  const dataset = await datasetOf(project, flags.dataset, moment);
  return { query: { dataset, moment, filter, sort }, ranges: null };
}

/** The epoch that is named, or the run's last one. */
async function momentOf(project: Project, flags: ChosenFlags): Promise<Moment | null> {
  if (flags.run === undefined) {
    if (flags.epoch === undefined) return null;
    throw new MikkeError('bad-usage', { problem: '--epoch needs --run, whose epoch it is.' });
  }
  const run = runNumber(flags.run, '--run');
  const last = (await project.epochs(run)).length - 1;
  if (flags.epoch === undefined) return last < 0 ? null : { run, epoch: last };
  const epoch = Number(flags.epoch);
  if (/^\d+$/.test(flags.epoch) && epoch <= last) return { run, epoch };
  const expected =
    last < 0 ? 'left out: the run has no epoch yet' : `a recorded epoch, from 0 to ${last}`;
  throw new MikkeError('bad-value', { key: '--epoch', value: flags.epoch, expected });
}

async function datasetOf(
  project: Project,
  typed: string | undefined,
  moment: Moment | null,
): Promise<number> {
  if (typed !== undefined) return datasetNumber(project, typed);
  if (moment !== null) return (await project.run(moment.run)).dataset;
  const newest = (await project.datasets()).at(-1);
  if (newest !== undefined) return newest.id;
  throw new MikkeError('dataset-version-missing', { dataset: 1, known: [] });
}

/** A data-set version as typed, or the only one. @throws bad-value */
export async function datasetNumber(project: Project, typed: string | undefined): Promise<number> {
  const ids = (await project.datasets()).map(({ id }) => id);
  const id = typed === undefined && ids.length === 1 ? ids[0] : Number(typed);
  if (ids.includes(id)) return id;
  const expected = `a number of the table that "mikke dataset list" prints (${ids.join(', ') || 'it is empty'})`;
  throw new MikkeError('bad-value', { key: '--dataset', value: typed ?? 'left out', expected });
}

function parseQuery(text: string): z.infer<typeof querySchema> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    const expected = `JSON (${(error as Error).message})`;
    throw new MikkeError('bad-value', { key: '--query', value: text, expected }, error);
  }
  const parsed = querySchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const where = path.length === 0 ? '' : ` at ${path.join('.')}`;
  const expected = `{"filter": …, "sort": …} as docs/sql.md shows it (${message}${where})`;
  throw new MikkeError('bad-value', { key: '--query', value: text, expected }, parsed.error);
}
