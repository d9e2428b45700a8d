/** How many samples of each class the training and the test split have. */
export function countClasses(
  labels: Uint16Array,
  trainCount: number,
  classes: number,
): { train: number; test: number }[] {
  const counts = Array.from({ length: classes }, () => ({ train: 0, test: 0 }));
  labels.forEach((label, sample) => {
    const count = counts[label];
    if (count !== undefined) count[sample < trainCount ? 'train' : 'test']++;
  });
  return counts;
}
