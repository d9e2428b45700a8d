/** Runs, and the sample of a typed number, as commands that go there. */
import type { App } from '../lib/app.svelte.ts';
import type { Command } from '../lib/commands.svelte.ts';

export function placesFor(app: App, typed: string): Command[] {
  const runs = app.runs.toReversed().map((run): Command => ({
    id: `run-${run.id}`,
    title: `Run ${run.id}: ${run.name}`,
    run: () => app.selectRun(run.id),
  }));
  const sample = /^(?:sample )?(\d+)$/i.exec(typed.trim())?.[1];
  const samples = app.dataset?.trainCount ?? 0;
  if (sample === undefined || Number(sample) >= samples) return runs;
  return [
    {
      id: 'sample',
      title: `Sample ${Number(sample)}`,
      run: () => app.selectSample(Number(sample)),
    },
    ...runs,
  ];
}
