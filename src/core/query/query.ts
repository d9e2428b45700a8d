/** Which samples of a data-set version are meant, and in which order. It is data: the same in the app, on the command line and in a saved view. */
import { z } from 'zod';
import { classFields, numberFieldSchema, sortFieldSchema, wordValues } from './field.ts';
import { MOST_RANGES } from './ranges.ts';

const count = z.int().min(0);
const id = z.int().min(1);

/** One epoch of one run. */
export const momentSchema = z.strictObject({ run: id, epoch: count });
export type Moment = z.infer<typeof momentSchema>;

/** Another moment than the query's, for what is of an epoch. */
const at = momentSchema.optional();

const number = z.number();
const range = z.tuple([count, count]);
/** Edges of a polygon that a pointer can draw. */
const MOST_CORNERS = 1024;
const MOST_DEPTH = 8;

export const mapNames = ['cartography', 'hiding'] as const;
export type MapName = (typeof mapNames)[number];

const conditions = [
  /** Both ends pass; null is no end. What has no value never passes. */
  z.strictObject({
    field: numberFieldSchema,
    min: number.nullable(),
    max: number.nullable(),
    at,
  }),
  z.strictObject({ field: z.enum(classFields), in: z.array(count), at }),
  z.strictObject({ field: z.literal('split'), in: z.array(z.enum(wordValues.split)) }),
  z.strictObject({ field: z.literal('state'), in: z.array(z.enum(wordValues.state)), at }),
  /** What is forgotten is wrong as well. */
  z.strictObject({
    field: z.literal('outcome'),
    in: z.array(z.enum(wordValues.outcome)),
    at,
  }),
  /** Any of the tags. */
  z.strictObject({ field: z.literal('tag'), in: z.array(z.string()) }),
  /** Text within a sample's note, whatever its case; the empty text is in every note. */
  z.strictObject({ field: z.literal('note'), contains: z.string() }),
  /** Text within the name that a sample has in its source, whatever its case. */
  z.strictObject({ field: z.literal('file'), contains: z.string().min(1) }),
  /** Samples by number: ranges with both ends. */
  z.strictObject({
    field: z.literal('samples'),
    ranges: z.array(range).max(MOST_RANGES),
  }),
  /** Within a polygon drawn on a data map, in its unit square (core/query/map.ts). */
  z.strictObject({
    field: z.literal('area'),
    map: z.enum(mapNames),
    corners: z
      .array(z.tuple([number, number]))
      .min(3)
      .max(MOST_CORNERS),
  }),
] as const;

const conditionSchema = z.union(conditions);
export type Condition = z.infer<typeof conditionSchema>;

/** `all` of nothing passes everything, `any` of nothing nothing. */
export type Filter = Condition | { all: Filter[] } | { any: Filter[] } | { not: Filter };

const nested = (depth: number): z.ZodType<Filter> => {
  if (depth === 0) return conditionSchema;
  const inner = z.lazy(() => nested(depth - 1));
  return z.union([
    conditionSchema,
    z.strictObject({ all: z.array(inner) }),
    z.strictObject({ any: z.array(inner) }),
    z.strictObject({ not: inner }),
  ]);
};
export const filterSchema = nested(MOST_DEPTH);

/** Equal ones stand by sample number, lowest first, in both directions; what has no value stands last. */
export const sortSchema = z.strictObject({ by: sortFieldSchema, descending: z.boolean() });
export type Sort = z.infer<typeof sortSchema>;

export const querySchema = z.strictObject({
  /** Id of the data-set version in the project. */
  dataset: id,
  /** Whose facts are meant by the fields of an epoch and of a run; null for those of the data set alone. */
  moment: momentSchema.nullable(),
  filter: filterSchema,
  sort: sortSchema,
});
export type Query = z.infer<typeof querySchema>;

export const everything: Filter = { all: [] };
export const bySample: Sort = { by: 'sample', descending: false };
