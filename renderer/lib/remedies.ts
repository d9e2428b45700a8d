/** What a notice's button does, by the code of what went wrong, and how loud the notice is. */
import type { ViewName } from './views.ts';

export type Remedy = {
  label: string;
  /** A view to go to, or what to do with the project. */
  to: ViewName | 'close project' | 'open project again';
};

const choose: Remedy = { label: 'Choose another project', to: 'close project' };
const engines: Remedy = { label: 'Show engines', to: 'engines' };
const runs: Remedy = { label: 'Show runs', to: 'runs' };

const remedies: Record<string, Remedy> = {
  'project-missing': choose,
  'project-not-a-project': choose,
  'project-newer': choose,
  'project-damaged': choose,
  'project-not-writable': choose,
  'project-in-use': { label: 'Open it again', to: 'open project again' },
  'dataset-changed': { label: 'Show data', to: 'data' },
  'labels-changed': { label: 'Show data', to: 'data' },
  'engine-unavailable': engines,
  'engine-wrong': engines,
  'loss-not-finite': runs,
  'out-of-memory': runs,
  'trainer-lost': runs,
  'trainer-failed': runs,
  'disk-full': runs,
};
export const remedyCodes = Object.keys(remedies);

/** Null where nothing can be done, or where `there` is all that could. */
export function remedyOf(code: string, there: { project: boolean; view: ViewName }): Remedy | null {
  const remedy = remedies[code];
  if (remedy === undefined || remedy.to === there.view) return null;
  return there.project || remedy.to === 'engines' ? remedy : null;
}

/** Codes of what is only said, as it was asked for or will pass. */
const quiet = new Set(['interrupted', 'project-in-use', 'run-finished']);

export const roleOf = (code: string): 'status' | 'alert' => (quiet.has(code) ? 'status' : 'alert');
