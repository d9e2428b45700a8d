/** What a notice's button does, by the code of what went wrong, and how loud the notice is. */
import type { App } from './app.svelte.ts';

export type Remedy = { label: string; act: (app: App) => unknown };

const choose: Remedy = { label: 'Choose another project', act: (app) => app.closeProject() };
const engines: Remedy = { label: 'Show engines', act: (app) => app.go('engines') };
const runs: Remedy = { label: 'Show runs', act: (app) => app.go('runs') };
const data: Remedy = { label: 'Show data', act: (app) => app.go('data') };
const reopen: Remedy = {
  label: 'Open it again',
  act: (app) => (app.project === null ? undefined : app.open(app.project.path)),
};

const remedies: Record<string, Remedy> = {
  'project-missing': choose,
  'project-not-a-project': choose,
  'project-newer': choose,
  'project-damaged': choose,
  'project-not-writable': choose,
  'project-in-use': reopen,
  'dataset-changed': data,
  'engine-unavailable': engines,
  'engine-wrong': engines,
  'loss-not-finite': runs,
  'out-of-memory': runs,
  'trainer-lost': runs,
  'trainer-failed': runs,
  'disk-full': runs,
};

export const remedyOf = (code: string): Remedy | null => remedies[code] ?? null;

/** Codes of what is only said, as it was asked for or will pass. */
const quiet = new Set(['interrupted', 'project-in-use', 'run-finished']);

export const roleOf = (code: string): 'status' | 'alert' => (quiet.has(code) ? 'status' : 'alert');
