import { readFile } from 'node:fs/promises';
import { MikkeError } from '../core/errors/error.ts';
import type { Range } from '../core/query/ranges.ts';
import { exclusionText } from '../core/record/exclusion.ts';
import { isTrainingImages } from '../dataset/idx/names.ts';

const PART = /^(?:(.+)#)?(\d{1,10})(?:-(\d{1,10}))?$/;
/** A range of more is a slip. */
const MOST_INDICES = 100_000_000;

/**
 * What a file lists: indices in the training files and ranges of them, apart by commas, blanks or
 * lines, or names of samples as they are exported; what follows a # at a line's beginning is a comment.
 * @param trainImages the name of the file of training images, where it has not the usual one
 * @returns null where it lists nothing
 * @throws file-missing, bad-exclusion with the line
 */
export async function exclusionFrom(path: string, trainImages?: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new MikkeError('file-missing', { path }, error);
  });
  const ranges: Range[] = [];
  text.split(/\r?\n/).forEach((whole, at) => {
    const refuse = (problem: string) =>
      new MikkeError('bad-exclusion', { path, line: at + 1, problem });
    if (whole.trimStart().startsWith('#')) return;
    for (const part of whole.split(/[\s,;]+/).filter((each) => each !== '')) {
      const [, file, one, other = one] = PART.exec(part) ?? [];
      if (one === undefined) throw refuse(`says "${part}".`);
      if (file !== undefined && !isTrainingImages(file, trainImages)) {
        throw refuse(`names a sample of "${file}", which is not the file of training images.`);
      }
      const [first, last] = [Number(one), Number(other)];
      if (last < first) throw refuse(`says "${part}", which ends before it begins.`);
      if (last >= 2 ** 32 - 1 || last - first >= MOST_INDICES) {
        throw refuse(`says "${part}", which is more than any data set has.`);
      }
      ranges.push([first, last]);
    }
  });
  return exclusionText(ranges);
}
