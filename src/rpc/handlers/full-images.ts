/** Images at full size, from the files of a data set: of one at a time, which stays open for the next. */
import { MikkeError } from '../../core/errors/error.ts';
import type { Showing } from '../../core/recipe/showing.ts';
import { picturesOf, type Pictures, type SeenPicture } from '../../jobs/pictures.ts';
import type { Output } from '../contract.ts';
import { inTurn } from './in-turn.ts';
import type { SharedProject } from './open-projects.ts';

/** An open data set is let go after so long without a question. */
const IDLE_MILLISECONDS = 60_000;

export type FullImages = {
  /** @throws sample-missing, dataset-moved, dataset-changed, dataset-unreadable, picture-missing, picture-changed */
  image(shared: SharedProject, dataset: number, sample: number): Promise<Output<'dataset.image'>>;
  /** As training shows it. @throws what `image` throws */
  seen(
    shared: SharedProject,
    dataset: number,
    sample: number,
    showing: Pick<Showing, 'augmentation' | 'view'>,
  ): Promise<SeenPicture>;
  close(): Promise<void>;
};

export function createFullImages(): FullImages {
  const oneByOne = inTurn();
  let open: { shared: SharedProject; dataset: number; pictures: Pictures; shape: Shape } | null =
    null;
  let timer: NodeJS.Timeout | undefined;
  type Shape = { width: number; height: number; channels: number; count: number };

  async function letGo(): Promise<void> {
    clearTimeout(timer);
    const before = open;
    open = null;
    await before?.pictures.close();
  }

  async function opened(shared: SharedProject, dataset: number) {
    if (open?.shared === shared && open.dataset === dataset) return open;
    await letGo();
    const project = shared.project();
    const { width, height, channels, trainCount, testCount } = await project.dataset(dataset);
    const pictures = await picturesOf(project, dataset);
    const shape = { width, height, channels, count: trainCount + testCount };
    return (open = { shared, dataset, pictures, shape });
  }

  /** Reads of a sample's picture. */
  const reading = <T>(
    shared: SharedProject,
    dataset: number,
    sample: number,
    read: (pictures: Pictures, size: Omit<Shape, 'count'>) => Promise<T>,
  ): Promise<T> =>
    oneByOne(async () => {
      const { pictures, shape } = await opened(shared, dataset);
      const { count, ...size } = shape;
      if (sample >= count) {
        throw new MikkeError('sample-missing', { dataset, sample, samples: count });
      }
      clearTimeout(timer);
      timer = setTimeout(() => void oneByOne(letGo), IDLE_MILLISECONDS).unref();
      return read(pictures, size).catch(async (error: unknown) => {
        // Its thread may be at its end; another one begins anew.
        await letGo();
        throw error;
      });
    });

  return {
    image: (shared, dataset, sample) =>
      reading(shared, dataset, sample, async (pictures, size) => ({
        ...size,
        pixels: await pictures.image(sample),
      })),
    seen: (shared, dataset, sample, showing) =>
      reading(shared, dataset, sample, (pictures) => pictures.seen(sample, showing)),
    close: () => oneByOne(letGo),
  };
}
