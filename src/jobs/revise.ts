/** Changes the schedule of a run while it is under way, and records who did. */
import { userInfo } from 'node:os';
import type { Revision } from '../core/schedule/revision.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import type { Project } from '../project/project.ts';

/**
 * From its next epoch on, a run follows another schedule. Whoever trains it meanwhile hears of it
 * before that epoch.
 * @throws project-in-use, and what `reviseRun` of a project throws; nothing is changed then
 */
export function reviseRun(project: Project, run: number, schedule: Schedule): Promise<Revision> {
  project.requireWrite();
  return project.reviseRun(run, schedule, nameOf(project.who));
}

/** As in "mikke serve (anna)", or without the person where the system knows no name. */
function nameOf(who: string): string {
  try {
    return `${who} (${userInfo().username})`;
  } catch {
    return who;
  }
}
