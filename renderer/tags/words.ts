import type { Mark } from '../../src/core/record/tags.ts';

export const markWords: Record<Mark, string> = {
  mislabelled: 'Mislabelled',
  duplicate: 'Duplicate',
  exclude: 'Exclude',
};
