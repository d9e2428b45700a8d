import { z } from 'zod';

/** What a keyframe does until the next one: keep its value, go straight, or follow half a cosine. */
export const easings = ['hold', 'linear', 'cosine'] as const;
export type Easing = (typeof easings)[number];

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
} as const;
export type TrackName = keyof typeof tracks;

const trackSchema = (name: TrackName) =>
  z
    .array(
      z.strictObject({
        /** Position in epochs; 2.5 is the middle of the third epoch. */
        at: z.number().min(0),
        value: z.number().min(tracks[name].min).max(tracks[name].max),
        /** How the value goes from here to the next keyframe. */
        easing: z.enum(easings),
      }),
    )
    .min(1)
    .refine((keyframes) => keyframes.every((k, i) => i === 0 || keyframes[i - 1].at < k.at), {
      message: 'keyframes must stand in ascending order, each at a place of its own',
    });

export const scheduleSchema = z.strictObject({
  version: z.literal(1),
  clock: z.literal('epoch'),
  tracks: z.strictObject({
    hideFraction: trackSchema('hideFraction').optional(),
    learningRate: trackSchema('learningRate').optional(),
  }),
});

/** A schedule as people write and drag it: a track that is left out keeps its default. */
export type Schedule = z.infer<typeof scheduleSchema>;
export type Track = NonNullable<Schedule['tracks'][TrackName]>;
export type Keyframe = Track[number];
/** A schedule with every track filled in: what a run follows. */
export const fullScheduleSchema = scheduleSchema.extend({
  tracks: scheduleSchema.shape.tracks.required(),
});
export type FullSchedule = z.infer<typeof fullScheduleSchema>;
