import { MikkeError } from '../errors/error.ts';
import { problemsOf } from './problems.ts';
import { scheduleSchema, type Schedule } from './schedule.ts';

/**
 * A schedule from something unknown that stands in no text.
 * @throws bad-schedule, naming `path` and the key path within it
 */
export function parseSchedule(given: unknown, path: string): Schedule {
  const [problem] = problemsOf(given);
  if (problem === undefined) return scheduleSchema.parse(given);
  const at = problem.path.length === 0 ? '' : `at ${problem.path.join('.')}: `;
  throw new MikkeError('bad-schedule', { path, problem: `${at}${problem.message}` });
}
