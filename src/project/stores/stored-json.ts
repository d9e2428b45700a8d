import { Damage } from '../damage.ts';

/**
 * What a JSON text in the project says, by a parser that throws on anything unexpected.
 * @param what names it in the sentence, as in "the recipe of run 3"
 * @throws Damage
 */
export function parseStored<T>(text: unknown, what: string, parse: (given: unknown) => T): T {
  try {
    return parse(JSON.parse(text as string));
  } catch (error) {
    const problem = `${what} cannot be read.`;
    throw Object.assign(new Damage(problem), { cause: error });
  }
}
