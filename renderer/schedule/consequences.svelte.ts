/** What the draft as it is shown would cost, and what of it cannot work: once for all who show it. */
import { sizeOf } from '../../src/core/forecast/forecast.ts';
import { fullSchedule } from '../../src/core/recipe/recipe.ts';
import { app } from '../lib/app.svelte.ts';
import { editor } from './editor.svelte.ts';
import { draftForecast, type DraftForecast, type Speed } from './forecast.ts';
import { ownVersion, versionsOf } from './plan.ts';
import { experienceOf } from './survived.ts';
import { warnings } from './warnings.ts';

class Consequences {
  /** What was measured, each for its model, engine and data set; data sets are numbered by their project. */
  #speeds = $state.raw<Record<string, Speed>>({});

  /** The newest version of the draft's data set. */
  version = $derived(versionsOf(editor.followedRecipe, app.datasets).at(-1) ?? null);
  /** The version whose samples are those of the draft, or else the newest; null where sizes are not known. */
  pictured = $derived(
    editor.data === null ? null : (ownVersion(editor.followedRecipe, app.datasets) ?? this.version),
  );
  /** Whether the draft's samples stand at the same positions there. */
  picturesOwn = $derived(this.pictured === ownVersion(editor.followedRecipe, app.datasets));
  #workload = $derived.by(() => {
    const { model, width, batch, engine } = editor.followedRecipe;
    const { project } = app;
    return JSON.stringify([project?.path, this.version?.id, model, width, batch, engine]);
  });

  forecast: DraftForecast = $derived.by(() => {
    const { runs, datasets, run } = app;
    const speed = this.#speeds[this.#workload] ?? null;
    return draftForecast(editor.followedRecipe, { runs, datasets, run, speed }, editor.expected);
  });

  #sizes = $derived(new Map(app.datasets.map((dataset) => [dataset.id, sizeOf(dataset)])));
  warnings: string[] = $derived.by(() => {
    const recipe = editor.followedRecipe;
    const { tracks } = fullSchedule(recipe);
    const { passes } = this.forecast;
    const experience = experienceOf(recipe, app.runs, this.#sizes);
    return warnings({ recipe, tracks, passes, experience, data: editor.data });
  });

  /** Measures the speed of the draft's model on its data set, from which the time follows. */
  async measure(): Promise<void> {
    if (this.version === null) return;
    const [workload, recipe, dataset] = [this.#workload, editor.followedRecipe, this.version.id];
    const speed = await app.client.call('project.measureSpeed', { recipe, dataset });
    this.#speeds = { ...this.#speeds, [workload]: speed };
  }
}

export const consequences = new Consequences();
