import { z } from 'zod';

/** What a keyframe does until the next one: keep its value, go straight, or follow half a cosine or a cubic. */
export const easings = ['hold', 'linear', 'cosine', 'smooth'] as const;
export type Easing = (typeof easings)[number];

/**
 * What a position on a schedule counts: passes over the data set, or the compute of so many passes
 * of whole images, of which a pass of small ones takes less.
 */
export const clocks = ['epoch', 'compute'] as const;
export type Clock = (typeof clocks)[number];

/** What can be scheduled, each with its unit and the values it may take. */
export const tracks = {
  hideFraction: {
    label: 'hide fraction',
    unit: 'fraction of samples',
    min: 0,
    max: 1,
    help: 'The most that may be hidden in an epoch.',
  },
  learningRate: {
    label: 'learning rate',
    unit: '',
    min: 0,
    max: 1000,
    help: 'The step size of the optimiser, before the learning-rate factor of hiding.',
  },
  bandwidth: {
    label: 'bandwidth',
    unit: 'fraction of the side',
    min: 0.01,
    max: 1,
    help: 'How much of an image is shown, as a fraction of its side, in steps of 4 pixels: its low frequencies, or a smaller copy.',
  },
  magnitude: {
    label: 'magnitude',
    unit: '',
    min: 0,
    max: 10,
    help: 'How strongly RandAugment varies the images; of its scale of 10.',
  },
  tau: {
    label: 'confidence threshold',
    unit: '',
    min: 0,
    max: 1,
    help: 'The confidence that a hidden sample must reach.',
  },
  batchSize: {
    label: 'batch size',
    unit: 'samples',
    min: 1,
    max: 65_536,
    help: 'Samples in one optimiser step; a value between is rounded.',
  },
  mixup: {
    label: 'mixup',
    unit: 'alpha',
    min: 0,
    max: 10,
    help: 'The alpha of the beta distribution that images are mixed by; 0 mixes none.',
  },
} as const;
export type TrackName = keyof typeof tracks;
export const trackNames = Object.keys(tracks) as TrackName[];

/** More than anybody draws, and few enough to check and draw at once. */
export const MOST_KEYFRAMES = 10_000;

const trackSchema = (name: TrackName) =>
  z
    .array(
      z.strictObject({
        /** Position on the schedule's clock; 2.5 epochs is the middle of the third one. */
        at: z.number().min(0),
        value: z.number().min(tracks[name].min).max(tracks[name].max),
        /** How the value goes from here to the next keyframe. */
        easing: z.enum(easings),
      }),
    )
    .min(1)
    .max(MOST_KEYFRAMES)
    .refine((keyframes) => keyframes.every((k, i) => i === 0 || keyframes[i - 1].at < k.at), {
      message: 'keyframes must stand in ascending order, each at a place of its own',
    });

type TrackSchema = ReturnType<typeof trackSchema>;

export const scheduleSchema = z.strictObject({
  version: z.literal(1),
  clock: z.enum(clocks),
  tracks: z.strictObject(
    Object.fromEntries(trackNames.map((name) => [name, trackSchema(name).optional()])) as Record<
      TrackName,
      z.ZodOptional<TrackSchema>
    >,
  ),
});

/** A schedule as people write and drag it: a track that is left out keeps its default. */
export type Schedule = z.infer<typeof scheduleSchema>;
export type Track = z.infer<TrackSchema>;
export type Keyframe = Track[number];
/** A schedule with every track filled in: what a run follows. */
export const fullScheduleSchema = scheduleSchema.extend({
  tracks: scheduleSchema.shape.tracks.required(),
});
export type FullSchedule = z.infer<typeof fullScheduleSchema>;
