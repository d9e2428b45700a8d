/** Templates of a person's own: the method of a recipe, kept to be used at any epochs and any peak. */
import { z } from 'zod';
import { accepts, expectation, type Parameter } from '../recipe/parameter.ts';
import { parameters } from '../recipe/parameters.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { scheduleSchema, type Schedule } from '../schedule/schedule.ts';
import { viewPolicies } from '../view/registry.ts';
import { methodOf, ofTheMethod } from './from-template.ts';
import { templates } from './registry.ts';

const LONGEST_NAME = 60;
const A_NAME = `must be one line of 1 to ${LONGEST_NAME} characters, without spaces at its ends`;

const isName = (name: string): boolean =>
  name !== '' && name === name.trim() && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name);

/** A setting's described values; one that is left out takes its default, as in a recipe. */
const valueSchema = (parameter: Parameter) =>
  z
    .unknown()
    .refine((value) => accepts(parameter, value), `must be ${expectation(parameter)}`)
    .default(parameter.default);

const settingsSchema = z.strictObject(
  Object.fromEntries(ofTheMethod.map((key) => [key, valueSchema(parameters[key])])),
) as unknown as z.ZodType<Partial<Recipe>>;

const numberSchema = (key: 'epochs' | 'lr') =>
  z.custom<number>(
    (value) => accepts(parameters[key], value),
    `must be ${expectation(parameters[key])}`,
  );

export const ownTemplateSchema = z.strictObject({
  name: z.string().refine(isName, A_NAME),
  savedAt: z.iso.datetime(),
  /** What its tracks are drawn for: other epochs scale their positions, and another peak the learning rate. */
  epochs: numberSchema('epochs'),
  lr: numberSchema('lr'),
  settings: settingsSchema,
  /** The tracks that were drawn by hand; null where the settings make all. */
  schedule: scheduleSchema.nullable(),
});
export type OwnTemplate = z.infer<typeof ownTemplateSchema>;

const VERSION = 1;
const fileSchema = z.strictObject({
  version: z.literal(VERSION),
  templates: z
    .array(ownTemplateSchema)
    .refine(
      (all) => new Set(all.map(({ name }) => name)).size === all.length,
      'each must have a name of its own',
    ),
});

/** All of a person's templates, as they are kept. */
export const ownTemplatesFile = (templates: OwnTemplate[]): z.infer<typeof fileSchema> => ({
  version: VERSION,
  templates,
});

/** What was kept; or, as a sentence with its place, why it is none of that; or that a newer Mikke kept it. */
export type ReadTemplates =
  | { kind: 'templates'; templates: OwnTemplate[] }
  | { kind: 'damaged'; problem: string }
  | { kind: 'newer' };

export function parseOwnTemplates(given: unknown): ReadTemplates {
  if (newerSchema.safeParse(given).success) return { kind: 'newer' };
  const parsed = fileSchema.safeParse(given);
  if (parsed.success) return { kind: 'templates', templates: parsed.data.templates };
  const [{ path, message }] = parsed.error.issues;
  const at = path.length === 0 ? '' : `at ${path.join('.')}: `;
  return { kind: 'damaged', problem: `${at}${message}.` };
}

const newerSchema = z.object({ version: z.int().min(VERSION + 1) });

/** Why a person's template cannot be called so, as a sentence, or null. */
export function whyNotName(name: string): string | null {
  if (name === '') return 'Give it a name.';
  if (!isName(name)) return `A name ${A_NAME}.`;
  return templates.some((template) => template.name === name)
    ? 'A published template has this name. Choose another one.'
    : null;
}

/** The method of a recipe as a template; hidden counts of a run (`match`) belong to its project and stay there. */
export function saveTemplate(recipe: Recipe, name: string, savedAt: string): OwnTemplate {
  const { epochs, lr, schedule } = recipe;
  return {
    name,
    savedAt,
    epochs,
    lr,
    settings: methodOf(recipe),
    schedule: drawn(recipe, schedule),
  };
}

/** A schedule without a track, on the clock that it would have anyway, says nothing. */
const drawn = ({ view }: Recipe, schedule: Schedule | null): Schedule | null =>
  schedule !== null &&
  Object.values(schedule.tracks).every((track) => track === undefined) &&
  schedule.clock === viewPolicies[view].clock
    ? null
    : schedule;
