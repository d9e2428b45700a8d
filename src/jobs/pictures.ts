import { openPictures, type Pictures } from '../dataset/pictures/pictures.ts';
import type { Project } from '../project/project.ts';

export type { Pictures, SeenPicture } from '../dataset/pictures/pictures.ts';

/** The pictures of a data-set version, in the files where they stay; nothing is read before it is asked for. */
export async function picturesOf(project: Project, dataset: number): Promise<Pictures> {
  const [{ id: _, ...record }, sourceIndex, contentIds] = await Promise.all([
    project.dataset(dataset),
    project.sourceIndex(dataset),
    project.contentIds(dataset),
  ]);
  return openPictures({ record, sourceIndex, contentIds });
}
