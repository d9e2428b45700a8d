import type { Match } from '../core/hiding/policy.ts';
import { openProject, type Project } from '../project/project.ts';

/** What `work` makes of a project that is opened for reading, and closed whatever happens. */
export async function reading<T>(path: string, work: (project: Project) => Promise<T>): Promise<T> {
  const project = await openProject(path, { access: 'read', who: 'mikke' });
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}

/** How many a run hid in each epoch, for another to hide as many. */
export async function hiddenCounts(project: Project, run: number): Promise<Match> {
  const epochs = await project.epochs(run);
  return { run, hidden: epochs.map(({ hidden }) => hidden) };
}
