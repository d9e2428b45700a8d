import type { Connections } from '../connections.ts';
import { noteStore } from './notes.ts';
import { sampleVersions } from './sample-versions.ts';
import { scoreStore, type ScoreName } from './scores.ts';
import { tagStore } from './tags.ts';

/** What was said of the samples of a data-set version by people and by what they let compute, to be read. */
export type SampleWords = {
  /** Grows with each change of all that follows, whichever process makes it. */
  version(dataset: number): number;
  /** In the order of the alphabet. */
  tags(dataset: number): string[];
  /** One bit a sample; null for a tag that is on none. */
  tagBits(dataset: number, tag: string): Uint8Array | null;
  /** By sample. */
  notes(dataset: number): Map<number, string>;
  scores(dataset: number): ScoreName[];
  /** NaN of samples that have none; null where there is no such score. */
  score(dataset: number, name: string): Float32Array | null;
};

/** @param samplesOf how many samples a data set has */
export function sampleWords(
  connections: Connections,
  samplesOf: (dataset: number) => number,
): SampleWords {
  const { tags, tagBits } = tagStore(connections, samplesOf);
  const { notes } = noteStore(connections);
  const { scores, score } = scoreStore(connections, samplesOf);
  const { version } = sampleVersions(connections);
  const names = (dataset: number) => tags(dataset).map(({ name }) => name);
  return { version, tags: names, tagBits, notes, scores, score };
}
