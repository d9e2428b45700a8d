import { describe, expect, it } from 'vitest';
import {
  augmentationSchema,
  isPlain,
  type Augmentation,
} from '../../../src/core/view/augmentation.ts';

const plain: Augmentation = {
  seed: 1,
  epoch: 2,
  cropPadding: 0,
  flip: false,
  policy: 'none',
  magnitude: 9,
  erase: 0,
};

describe('an augmentation', () => {
  it('is plain where nothing is on, whatever the magnitude', () => {
    expect(isPlain(plain)).toBe(true);
  });

  it.each<Partial<Augmentation>>([
    { cropPadding: 1 },
    { flip: true },
    { policy: 'randaugment', magnitude: 0 },
    { policy: 'trivialaugment-wide' },
    { erase: 0.1 },
  ])('is not plain with %j', (part) => {
    expect(isPlain({ ...plain, ...part })).toBe(false);
  });

  it.each([
    { cropPadding: -1 },
    { cropPadding: 0.5 },
    { policy: 'autoaugment' },
    { magnitude: 10.1 },
    { magnitude: -1 },
    { erase: 1.1 },
    { seed: -1 },
    { epoch: 0.5 },
    { mixup: 1 },
  ])('is refused with %j', (part) => {
    expect(augmentationSchema.safeParse({ ...plain, ...part }).success).toBe(false);
  });
});
