/** What the network of a run says of samples, worked out for whoever asks on the command line. */
import { MikkeError } from '../core/errors/error.ts';
import { openProject, type Project } from '../project/project.ts';
import { stoppable } from './interrupt.ts';
import { reading } from './reading.ts';

/**
 * What `read` finds in the project. Where that is null, it is worked out first, by a writer of the
 * project whom Ctrl-C stops.
 * @throws project-in-use where another process writes, analysis-interrupted
 */
export async function workedOut<T>(
  path: string,
  who: string,
  read: (project: Project) => Promise<T | null>,
  work: (project: Project, signal: AbortSignal) => Promise<'finished' | 'stopped'>,
): Promise<T> {
  const known = await reading(path, read);
  if (known !== null) return known;
  const project = await openProject(path, { access: 'write', who });
  try {
    project.requireWrite();
    const outcome = await stoppable((signal) => work(project, signal));
    if (outcome === 'stopped') throw new MikkeError('analysis-interrupted', {});
    const found = await read(project);
    if (found === null) throw new Error('What was worked out is gone.');
    return found;
  } finally {
    await project.close();
  }
}
