/** What can be chosen in the gallery: templates with their dry runs at the draft's scale. */
import { asTemplate } from '../../src/core/template/as-template.ts';
import { dryRun, type DryRun } from '../../src/core/template/dry-run.ts';
import type { OwnTemplate } from '../../src/core/template/own.ts';
import type { Template } from '../../src/core/template/template.ts';

export type Choice = {
  /** Tells it from all others, also from a published one of the same name. */
  id: string;
  template: Template;
  run: DryRun;
  /** Null where it is published. */
  own: OwnTemplate | null;
};

/** Of the draft, and of its data set where that is known. */
export type Scale = { epochs: number; size: number | undefined };

export const publishedChoice = (template: Template, scale: Scale): Choice => ({
  id: `published ${template.name}`,
  template,
  run: dryRun(template, scale),
  own: null,
});

export function ownChoice(own: OwnTemplate, scale: Scale): Choice {
  const template = asTemplate(own);
  return { id: `own ${own.name}`, template, run: dryRun(template, scale), own };
}
