import { asMikkeError } from '../core/errors/error.ts';
import { asTemplate } from '../core/template/as-template.ts';
import type { Template } from '../core/template/template.ts';
import { readOwnTemplates } from '../rpc/handlers/own-templates.ts';
import { dataFolder } from './data-folder.ts';
import { say } from './output.ts';

/** The person's own templates, the newest first; why they cannot be read is said, and the published ones are left. */
export async function ownTemplates(): Promise<Template[]> {
  try {
    return (await readOwnTemplates(dataFolder())).map(asTemplate);
  } catch (error) {
    const { message, code } = asMikkeError(error);
    say(`mikke: ${message} [${code}]`);
    return [];
  }
}
