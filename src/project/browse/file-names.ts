/** Finds samples by their names in the source, without writing a million names. */
import { sourceFileOf, type DatasetRecord } from '../../core/record/dataset.ts';
import { newMask, type Mask } from './mask.ts';

/** Samples whose name (`sourceNameOf`) has a text within it, whatever its case. */
export function namesWith(record: DatasetRecord, sourceIndex: Uint32Array, text: string): Mask {
  const mask = newMask(sourceIndex.length);
  const parts = [
    { from: 0, to: record.trainCount },
    { from: record.trainCount, to: sourceIndex.length },
  ];
  for (const { from, to } of parts) {
    if (from === to) continue;
    const test = matcher(sourceFileOf(record, from).toLowerCase(), text.toLowerCase());
    if (test === true) mask.fill(1, from, to);
    else if (test !== false) {
      for (let i = from; i < to; i++) mask[i] = Number(test(sourceIndex[i]));
    }
  }
  return mask;
}

/** Keys that sort by file, and within a file by the index as a number, not as the text of it. */
export function nameKeys(record: DatasetRecord, sourceIndex: Uint32Array): Uint32Array {
  const { trainCount } = record;
  const files = [0, trainCount].map((sample) => sourceFileOf(record, sample));
  const places = files.map((file) => (files.every((other) => file <= other) ? 0 : 2 ** 31));
  return sourceIndex.map((index, sample) => places[sample < trainCount ? 0 : 1] + index);
}

/** What tells by a sample's index in a file whether the text is in `<file>#<index>`; or it is in all, or none. */
function matcher(file: string, text: string): ((index: number) => boolean) | boolean {
  const sharp = text.lastIndexOf('#');
  if (`${file}#`.includes(text)) return true;
  const digits = text.slice(sharp + 1);
  if (!/^\d+$/.test(digits)) return false;
  const number = Number(digits);
  const power = 10 ** digits.length;
  /** Numbers below have fewer digits than the text; 0 has one. */
  const least = digits.length === 1 ? 0 : power / 10;
  if (sharp === -1) {
    return (index) => {
      for (let rest = index; ; rest = Math.floor(rest / 10)) {
        if (rest < least) return false;
        if (rest % power === number) return true;
        if (rest < 10) return false;
      }
    };
  }
  if (!`${file}#`.endsWith(text.slice(0, sharp + 1))) return false;
  // The index begins with the digits.
  return (index) => {
    let rest = index;
    while (rest >= power) rest = Math.floor(rest / 10);
    return rest >= least && rest === number;
  };
}
