import { z } from 'zod';
import { MikkeError } from '../../core/errors/error.ts';
import { parseRecipe, passesOf, type Recipe } from '../../core/recipe/recipe.ts';
import {
  engineRecordSchema,
  runStatuses,
  versionsSchema,
  type RunRecord,
  type RunStatus,
  type Versions,
} from '../../core/record/run.ts';
import { fullScheduleSchema, type FullSchedule } from '../../core/schedule/schedule.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';
import { liveWriter } from '../lock.ts';
import { revisionStore } from './revisions.ts';
import { parseStored } from './stored-json.ts';
import { addStudyRun, type StudyPlace } from './studies.ts';

export type NewRun = {
  name: string;
  recipe: Recipe;
  schedule: FullSchedule;
  /** Id of the data-set version in the project. */
  dataset: number;
  versions: Versions;
  /** What of a study it carries out, where it is of one. */
  study?: StudyPlace;
};
export type RunChanges = Partial<Pick<RunRecord, 'status' | 'engine' | 'error' | 'name' | 'notes'>>;

const rowSchema = z.strictObject({
  id: z.int(),
  name: z.string(),
  notes: z.string(),
  status: z.enum(runStatuses),
  recipe: z.string(),
  schedule: z.string(),
  dataset: z.int(),
  engine: z.string().nullable(),
  versions: z.string(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  error: z.string().nullable(),
  height: z.int(),
  width: z.int(),
});
const errorSchema = z.strictObject({ code: z.string(), message: z.string() });

const SELECT = `
  SELECT runs.*, datasets.record ->> '$.height' AS height, datasets.record ->> '$.width' AS width
  FROM runs JOIN datasets ON datasets.id = runs.dataset`;

const timestamp = () => new Date().toISOString();

/** Sets when the run finished, too; a run that goes on has not. */
export function setStatus({ write }: Connections, run: number, status: RunStatus): void {
  write('UPDATE runs SET status = ?, finished_at = ? WHERE id = ?').run(
    status,
    status === 'running' ? null : timestamp(),
    run,
  );
}

/**
 * For a writer that has just opened the project: whoever marked a run as running is dead, and
 * nobody knows since when.
 */
export function markInterrupted({ write, transaction }: Connections): void {
  const mark = `UPDATE runs SET status = 'interrupted' WHERE status = 'running'`;
  transaction(() => write(mark).run());
}

/** @param access decides whether a run that is marked as running is believed */
export function runStore(connections: Connections, access: 'write' | 'read') {
  const { path, read, write, transaction } = connections;
  const { revisions: revisionsOf } = revisionStore(connections);
  /** By run, whose recipe never changes, and may be long. */
  const recipes = new Map<number, Recipe>();

  function parse(row: unknown): RunRecord {
    const { id } = row as { id: number };
    const stored = <T>(text: string, part: string, given: (json: unknown) => T) =>
      parseStored(text, `the ${part} of run ${id}`, given);
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) throw new Damage(`run ${id} cannot be read.`);
    const { created_at, finished_at, height, width, ...run } = parsed.data;
    const { engine, error } = run;
    const recipe = recipes.get(id) ?? stored(run.recipe, 'recipe', parseRecipe);
    recipes.set(id, recipe);
    const schedule = stored(run.schedule, 'schedule', (json) => fullScheduleSchema.parse(json));
    const revisions = revisionsOf(id);
    return {
      ...run,
      recipe,
      schedule,
      revisions,
      plannedEpochs: passesOf(recipe, schedule, { height, width }, revisions).length,
      versions: stored(run.versions, 'versions', (json) => versionsSchema.parse(json)),
      engine:
        engine === null ? null : stored(engine, 'engine', (json) => engineRecordSchema.parse(json)),
      error: error === null ? null : stored(error, 'error', (json) => errorSchema.parse(json)),
      createdAt: created_at,
      finishedAt: finished_at,
    };
  }

  /** A reader may come upon a run whose shell has died; whoever writes next will mark it. */
  function seen(runs: RunRecord[]): RunRecord[] {
    const orphaned =
      access === 'read' &&
      runs.some(({ status }) => status === 'running') &&
      liveWriter(path) === null;
    if (!orphaned) return runs;
    return runs.map((run) =>
      run.status === 'running' ? { ...run, status: 'interrupted' as const } : run,
    );
  }

  function missing(run: number): MikkeError {
    const { least, most } = read('SELECT min(id) AS least, max(id) AS most FROM runs').get() as {
      least: number | null;
      most: number | null;
    };
    const known =
      least === null ? 'no runs' : least === most ? `run ${least}` : `runs ${least} to ${most}`;
    return new MikkeError('run-missing', { run, path, known });
  }

  return {
    runs: (): RunRecord[] => seen(read(`${SELECT} ORDER BY runs.id`).all().map(parse)),

    run(id: number): RunRecord {
      const row = read(`${SELECT} WHERE runs.id = ?`).get(id);
      if (row === undefined) throw missing(id);
      return seen([parse(row)])[0];
    },

    /** The data-set version that a run is of. @throws run-missing */
    datasetOf(id: number): number {
      const dataset = read('SELECT dataset FROM runs WHERE id = ?').pluck().get(id);
      if (dataset === undefined) throw missing(id);
      return dataset as number;
    },

    createRun({ name, recipe, schedule, dataset, versions, study }: NewRun): number {
      const insert = write(
        `INSERT INTO runs (name, status, recipe, schedule, dataset, versions, created_at)
         VALUES (?, 'running', ?, ?, ?, ?, ?)`,
      );
      const json = [recipe, schedule].map((value) => JSON.stringify(value));
      return transaction(() => {
        const added = insert.run(name, ...json, dataset, JSON.stringify(versions), timestamp());
        const run = Number(added.lastInsertRowid);
        if (study !== undefined) addStudyRun(connections, run, study);
        return run;
      });
    },

    updateRun(id: number, changes: RunChanges): void {
      const { status, engine, error, name, notes } = changes;
      const asJson = (value: unknown) => (value === null ? null : JSON.stringify(value));
      transaction(() => {
        if (write('SELECT 1 FROM runs WHERE id = ?').get(id) === undefined) throw missing(id);
        if (status !== undefined) setStatus(connections, id, status);
        if (name !== undefined) write('UPDATE runs SET name = ? WHERE id = ?').run(name, id);
        if (notes !== undefined) write('UPDATE runs SET notes = ? WHERE id = ?').run(notes, id);
        if (engine !== undefined) {
          write('UPDATE runs SET engine = ? WHERE id = ?').run(asJson(engine), id);
        }
        if (error !== undefined) {
          write('UPDATE runs SET error = ? WHERE id = ?').run(asJson(error), id);
        }
      });
    },
  };
}
