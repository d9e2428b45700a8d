/** The same picture in the data-set versions of a project, which number it differently. */
import { ByteCache } from './browse/byte-cache.ts';
import { CONTENT_ID_BYTES, type DatasetRecord } from '../core/record/dataset.ts';

/** A sample of another version with the same pixels. */
export type Twin = { dataset: number; sample: number };

type Versions = {
  datasets(): (DatasetRecord & { id: number })[];
  contentIds(dataset: number): Uint8Array;
  sourceIndex(dataset: number): Uint32Array;
};

/** Of the content ids that are kept for the next sample; ImageNet's take 20 MB. */
const CACHE_BYTES = 64 * 2 ** 20;

export const comparing = (
  { datasets, contentIds, sourceIndex }: Versions,
  // A data-set version never changes.
  cache = new ByteCache(CACHE_BYTES),
) => ({
  /** The picture in every other version that has it, oldest version first. */
  twins(dataset: number, own: { contentId: Uint8Array; sourceIndex: number }): Twin[] {
    const others = datasets().filter(({ id }) => id !== dataset);
    return others.flatMap((other) => {
      const found = placesOf(
        own.contentId,
        cache.get(`${other.id}`, () => contentIds(other.id)),
      );
      if (found.length === 0) return [];
      // A source may hold a picture twice: then the one at the same place of its file is meant.
      const indices = found.length === 1 ? null : sourceIndex(other.id);
      const same = found.find((place) => indices?.[place] === own.sourceIndex) ?? found[0];
      return [{ dataset: other.id, sample: same }];
    });
  },
});

/** Where a content id stands among others, ascending. */
function placesOf(id: Uint8Array, ids: Uint8Array): number[] {
  const words = (bytes: Uint8Array) =>
    new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const [a, b, c, d] = words(id);
  const all = words(ids);
  const found: number[] = [];
  for (let at = 0; at < all.length; at += CONTENT_ID_BYTES / 4) {
    if (all[at] === a && all[at + 1] === b && all[at + 2] === c && all[at + 3] === d) {
      found.push((at * 4) / CONTENT_ID_BYTES);
    }
  }
  return found;
}
