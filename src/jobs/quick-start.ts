/** The quick start: MNIST for about a minute, in sizes that fit the machine. */
import { parseRecipe, type Recipe } from '../core/recipe/recipe.ts';
import { measureTrainer, type Speed } from './calibrate.ts';

/** MNIST, which the quick start trains on. */
export const MNIST = {
  imageHeight: 28,
  imageWidth: 28,
  channels: 1,
  classes: 10,
  train: 60_000,
  test: 10_000,
};
const QUICK = { model: 'resnet8', width: 8, batch: 64, epochs: 5 } as const;
/** What import, process starts and recording leave of a minute, as if nothing were hidden. */
const TRAINING_SECONDS = 50;
const CALIBRATION_SECONDS = 3;
/** The share of the time that testing may take. */
const TEST_SHARE = 0.2;

/** The file, in the data folder, that every quick start is added to. */
export const QUICK_START_FILE = 'quick-start.mikke';
export const QUICK_START_NAME = 'quick start';

/** Measures how fast this machine trains, and sizes a recipe by that. */
export async function quickRecipe(node?: string): Promise<Recipe> {
  const { model, width, batch, epochs } = QUICK;
  const { imageHeight, imageWidth, channels, classes } = MNIST;
  const speed = await measureTrainer(
    {
      engine: 'auto',
      ...{ model, width, batch, imageHeight, imageWidth, channels, classes },
      seconds: CALIBRATION_SECONDS,
    },
    node,
  );
  return parseRecipe({
    ...{ dataset: 'mnist', ...quickSizes(speed), model, width, batch, epochs },
    ...{ policy: 'kakurenbo', hide: 0.3, seed: 1 },
  });
}

/** How many samples fill the time at the measured speed; whole data sets where they fit. */
export function quickSizes({ trainImagesPerSecond, forwardImagesPerSecond }: Speed) {
  const epochSeconds = TRAINING_SECONDS / QUICK.epochs;
  const size = (seconds: number, imagesPerSecond: number, all: number) => {
    const hundreds = Math.floor((seconds * imagesPerSecond) / 100);
    return Math.min(all, Math.max(10, hundreds) * 100);
  };
  return {
    testLimit: size(epochSeconds * TEST_SHARE, forwardImagesPerSecond, MNIST.test),
    limit: size(epochSeconds * (1 - TEST_SHARE), trainImagesPerSecond, MNIST.train),
  };
}
