import type { ViewName } from './views.ts';

export type Command = {
  id: string;
  title: string;
  /** As `mod+k`, `space`, `shift+z`; `mod` is Ctrl, or Command on a Mac. */
  keys?: string[];
  /** Where it belongs; everywhere if left out. */
  view?: ViewName;
  /** Why it cannot be done at the moment, as a sentence. */
  disabled?: () => string | null;
  run(): void | Promise<void>;
};
