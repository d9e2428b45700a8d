import type { SampleShape } from '../../core/record/sample-shape.ts';
import { numberedClasses } from './class-names.ts';
import type { FileNames } from './names.ts';
import { describeShape, type IdxArray } from './parse.ts';
import type { Samples } from '../samples.ts';

type Images = Pick<Samples, 'count' | 'shape' | 'pixels'>;
type Split = 'training' | 'test';

export type CheckedSplits = { train: Samples; test: Samples; classNames: string[] };

/**
 * Four arrays as the splits of a data set. `named` holds the class names of a file beside them.
 * Returns every problem as a sentence; the splits are there when there is none. An array that is
 * null has been complained about already, and what needs it is not checked.
 */
export function checkSplits(
  arrays: Record<keyof FileNames, IdxArray | null>,
  files: FileNames,
  named: { file: string; names: string[] } | null,
): { problems: string[]; splits: CheckedSplits | null } {
  const problems: string[] = [];
  const complain = (problem: string) => {
    problems.push(problem);
    return null;
  };

  const imagesOf = (role: 'trainImages' | 'testImages'): Images | null => {
    const array = arrays[role];
    if (array === null) return null;
    const [count, height, width, channels = 1, ...more] = array.dimensions;
    if (width === undefined || more.length > 0 || (channels !== 1 && channels !== 3)) {
      return complain(
        `"${files[role]}" has the shape ${describeShape(array.dimensions)}; images need count x height x width, and 1 or 3 channels if a fourth dimension follows.`,
      );
    }
    return { count, shape: { height, width, channels }, pixels: array.values };
  };

  const labelsOf = (role: 'trainLabels' | 'testLabels'): Uint8Array | null => {
    const array = arrays[role];
    if (array === null) return null;
    if (array.dimensions.length !== 1) {
      return complain(
        `"${files[role]}" has the shape ${describeShape(array.dimensions)}; labels need one dimension, the count.`,
      );
    }
    const labels = array.values;
    if (named === null) return labels;
    const first = labels.findIndex((label) => label >= named.names.length);
    if (first < 0) return labels;
    const times = labels.reduce((n, label) => n + (label >= named.names.length ? 1 : 0), 0);
    return complain(
      `"${files[role]}" has labels out of range (${times}; the first is ${labels[first]}, of item ${first}): "${named.file}" names ${named.names.length} classes, 0 to ${named.names.length - 1}.`,
    );
  };

  const splitOf = (split: Split, images: Images | null, labels: Uint8Array | null) => {
    if (images === null || labels === null) return null;
    if (images.count !== labels.length) {
      return complain(`The ${split} split has ${images.count} images and ${labels.length} labels.`);
    }
    return { ...images, labels };
  };

  const images = { train: imagesOf('trainImages'), test: imagesOf('testImages') };
  const labels = { train: labelsOf('trainLabels'), test: labelsOf('testLabels') };
  const train = splitOf('training', images.train, labels.train);
  const test = splitOf('test', images.test, labels.test);
  if (images.train && images.test && !sameShape(images.train.shape, images.test.shape)) {
    complain(
      `The training images are ${shapeText(images.train.shape)} and the test images ${shapeText(images.test.shape)}.`,
    );
  }
  if (train === null || test === null || problems.length > 0) return { problems, splits: null };
  const classNames = named?.names ?? numberedClasses([train.labels, test.labels]);
  return { problems, splits: { train, test, classNames } };
}

const sameShape = (a: SampleShape, b: SampleShape) => shapeText(a) === shapeText(b);

/** Height x width x channels. */
const shapeText = ({ height, width, channels }: SampleShape) =>
  describeShape([height, width, channels]);
