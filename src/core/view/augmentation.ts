import { z } from 'zod';

export const augmentationPolicies = ['none', 'randaugment', 'trivialaugment-wide'] as const;

/** How the training images of an epoch are varied; docs/views/augmentation.md is the card. */
export const augmentationSchema = z.strictObject({
  seed: z.int().min(0),
  epoch: z.int().min(0),
  /** Pixels of black border on each side, from which as much as the image is cropped at random; 0: none. */
  cropPadding: z.int().min(0),
  /** Whether one image in two, at random, is mirrored left to right. */
  flip: z.boolean(),
  policy: z.enum(augmentationPolicies),
  /** Of RandAugment, 0 … 10; not read by the other policies. */
  magnitude: z.number().min(0).max(10),
  /** The probability that a part of the image is erased, 0 … 1. */
  erase: z.number().min(0).max(1),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

/** Whether every image stays as it is. */
export const isPlain = ({ cropPadding, flip, policy, erase }: Augmentation): boolean =>
  cropPadding === 0 && !flip && policy === 'none' && erase === 0;
