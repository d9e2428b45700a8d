import type { Parameter, ValuesOf } from '../recipe/parameter.ts';
import type { Clock, Track } from '../schedule/schedule.ts';

/** How samples are shown over time, as tracks that can be drawn over by hand. */
export type ViewPolicy<Settings = Record<string, unknown>> = {
  name: string;
  title: string;
  /** What it does, in a sentence. */
  summary: string;
  settings: Record<string, Parameter>;
  /** What the positions of its tracks count. */
  clock: Clock;
  /** Of a training of `epochs` on that clock; a magnitude is followed where the recipe augments. */
  tracks: (epochs: number, settings: Settings) => { bandwidth: Track; magnitude: Track | null };
  /**
   * Of so many samples of a step one is new, and the others were shown before in the same pass: whole
   * numbers along the clock `compute`. It cannot be drawn by hand; left out, all samples are new.
   */
  replay?: (epochs: number, settings: Settings) => Track;
};

/** A policy whose functions see the settings that it describes, and no others. */
export const defineViewPolicy = <const Described extends Record<string, Parameter>>(
  policy: ViewPolicy<ValuesOf<Described>> & { settings: Described },
): ViewPolicy & { settings: Described } =>
  policy as unknown as ViewPolicy & { settings: Described };
