/** Changes the schedule of a run while it is under way, and records who did. */
import type { Revision } from '../core/schedule/revision.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import type { Project } from '../project/project.ts';
import { nameOf } from './name.ts';

/**
 * From its next epoch on, a run follows another schedule. Whoever trains it meanwhile hears of it
 * before that epoch.
 * @throws project-in-use, and what `reviseRun` of a project throws; nothing is changed then
 */
export function reviseRun(project: Project, run: number, schedule: Schedule): Promise<Revision> {
  project.requireWrite();
  return project.reviseRun(run, schedule, nameOf(project.who));
}
