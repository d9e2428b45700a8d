import { studyRecordSchema, type StudyRecord } from '../../core/study/record.ts';
import { parseStudy, type Study } from '../../core/study/study.ts';
import type { Connections } from '../connections.ts';
import { parseStored } from './stored-json.ts';

export function studyStore({ read, write }: Connections) {
  const runsOf = (study: number) =>
    read('SELECT arm, seed, run FROM study_runs WHERE study = ? ORDER BY arm, seed').all(study);

  return {
    studies: (): StudyRecord[] =>
      read('SELECT id, study, created_at FROM studies ORDER BY id')
        .all()
        .map((row) => {
          const { id, study, created_at } = row as {
            id: number;
            study: string;
            created_at: string;
          };
          return parseStored(study, `study ${id}`, (given) =>
            studyRecordSchema.parse({
              ...{ id, study: given, createdAt: created_at, runs: runsOf(id) },
            }),
          );
        }),

    saveStudy(study: Study): number {
      const parsed = parseStudy(study, study.name);
      const saved = write(
        `INSERT INTO studies (name, study, created_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET study = excluded.study RETURNING id`,
      )
        .pluck()
        .get(parsed.name, JSON.stringify(parsed), new Date().toISOString());
      return saved as number;
    },
  };
}

/** Says which study's arm and seed a run carries out. */
export function addStudyRun(
  { write }: Connections,
  run: number,
  { study, arm, seed }: StudyPlace,
): void {
  write('INSERT INTO study_runs (study, arm, seed, run) VALUES (?, ?, ?, ?)').run(
    ...[study, arm, seed, run],
  );
}

/** The name of the study that a run is of, or null. */
export const studyOf = ({ read }: Pick<Connections, 'read'>, run: number): string | null =>
  (read(
    'SELECT studies.name FROM study_runs JOIN studies ON studies.id = study_runs.study WHERE run = ?',
  )
    .pluck()
    .get(run) as string | undefined) ?? null;

/** A place in a study, which is given by its id. */
export type StudyPlace = { study: number; arm: string; seed: number };
