import { passesOf } from '../../src/core/recipe/recipe.ts';
import type { ImageShape } from '../../src/core/schedule/course.ts';
import type { Clock } from '../../src/core/schedule/schedule.ts';
import type { RunDocument } from '../../src/rpc/contract.ts';
import type { Progress } from '../lib/job.ts';

/**
 * Where on a clock the selected run trains at the moment; null where another run trains, or none,
 * and where its passes do not stand on this clock.
 * @param shape the size of the run's images
 */
export function playheadOf(
  progress: Progress | null,
  run: Pick<RunDocument, 'id' | 'status' | 'recipe' | 'schedule' | 'revisions'> | null,
  shape: ImageShape | null,
  clock: Clock,
): number | null {
  if (progress === null || run === null || progress.run !== run.id) return null;
  if (run.status !== 'running' || run.schedule.clock !== clock || shape === null) return null;
  const pass = passesOf(run.recipe, run.schedule, shape, run.revisions).at(progress.epoch);
  if (pass === undefined) return null;
  const before = progress.part === 'import' || progress.part === 'score';
  const done = before ? 0 : progress.part === 'train' ? progress.done / progress.total : 1;
  return pass.from + (pass.to - pass.from) * done;
}
