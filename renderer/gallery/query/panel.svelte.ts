/** Which facets are open; the browser remembers it. */
import { z } from 'zod';

const KEY = 'mikke facets';
/** Pictures need the room of a smaller window. */
const ROOMY_PX = 1200;

const keptSchema = z.strictObject({ open: z.boolean(), fields: z.array(z.string()) });
type Kept = z.infer<typeof keptSchema>;

function kept(): Kept {
  const first = {
    open: window.innerWidth >= ROOMY_PX,
    fields: ['state', 'outcome', 'class', 'loss', 'timesHidden'],
  };
  try {
    return keptSchema.parse(JSON.parse(window.localStorage.getItem(KEY) ?? 'null'));
  } catch {
    return first;
  }
}

class FacetsPanel {
  #kept = $state.raw(kept());

  get open(): boolean {
    return this.#kept.open;
  }
  set open(open: boolean) {
    this.#keep({ ...this.#kept, open });
  }

  isOpen(field: string): boolean {
    return this.#kept.fields.includes(field);
  }

  toggle(field: string): void {
    const { fields } = this.#kept;
    const others = fields.filter((other) => other !== field);
    const next = others.length < fields.length ? others : [...fields, field];
    this.#keep({ ...this.#kept, fields: next });
  }

  #keep(next: Kept): void {
    this.#kept = next;
    try {
      window.localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // A full or forbidden storage forgets; nothing depends on it.
    }
  }
}

export const panel = new FacetsPanel();
