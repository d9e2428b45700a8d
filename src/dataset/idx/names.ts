import type { DatasetSource } from '../../core/record/dataset.ts';

export type FileNames = DatasetSource['files'];
export type FileRole = keyof FileNames;
/** Names that somebody gives for files that do not have the usual ones. */
export type GivenNames = { [Role in FileRole]?: string | undefined };

export const fileRoles = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;

/** The names under which MNIST and its successors are passed around, the likeliest first. */
const usualNames: Record<FileRole, readonly string[]> = {
  trainImages: usual('train-images', [3, 4]),
  trainLabels: usual('train-labels', [1]),
  testImages: usual('t10k-images', [3, 4]),
  testLabels: usual('t10k-labels', [1]),
};

function usual(stem: string, ranks: readonly number[]): string[] {
  const plain = ranks.flatMap((rank) => [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`]);
  return [...plain, ...plain.map((name) => `${name}.gz`)];
}

/** Whether a data set's file of training images can have the name. */
export const isTrainingImages = (name: string, given?: string): boolean =>
  given === undefined ? usualNames.trainImages.includes(name) : name === given;

/** What a file is called: as given, or else by the first usual name that the folder has. */
export function findFile(
  role: FileRole,
  listing: readonly string[],
  given: GivenNames,
): { name: string; exists: boolean } {
  const names = given[role] === undefined ? usualNames[role] : [given[role]];
  const name = names.find((candidate) => listing.includes(candidate));
  return { name: name ?? names[0], exists: name !== undefined };
}
