/** One window of a shell: the project that it has open, and the events that it follows. */
import { MikkeError } from '../../core/errors/error.ts';
import type { AppEvent } from '../contract.ts';
import { inTurn } from './in-turn.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type { Hold, SharedProject } from './open-projects.ts';

export type Window = {
  /** @throws project-missing where none is open */
  project(): SharedProject;
  hasProject(): boolean;
  /** Opens another project in place of the one that is open; that one stays where it fails. */
  open(open: (onEvent: (event: AppEvent) => void) => Promise<Hold>): Promise<SharedProject>;
  closeProject(): Promise<void>;
  tell(event: AppEvent): void;
  events(): AsyncIterable<AppEvent>;
  /** Aborted when the window is gone. */
  readonly closed: AbortSignal;
  /** Ends its streams and lets its project go. */
  close(): Promise<void>;
};

/** @param unheard what happened before any window was there; the first that listens takes it */
export function createWindow(unheard: AppEvent[]): Window {
  const mailboxes = new Set<Mailbox>();
  const oneByOne = inTurn();
  let hold: Hold | null = null;
  const gone = new AbortController();

  const tell = (event: AppEvent) => {
    for (const mailbox of mailboxes) mailbox.put(event);
  };

  async function change(next: Hold | null): Promise<void> {
    const before = hold;
    hold = next;
    await before?.release();
  }

  return {
    project() {
      if (hold === null) throw new MikkeError('project-missing', { path: null });
      return hold.shared;
    },
    hasProject: () => hold !== null,
    open: (open) =>
      oneByOne(async () => {
        let current = true;
        const next: Hold = await open((event) => {
          if (current) tell(event);
        });
        const release = () => {
          current = false;
          return next.release();
        };
        await change({ ...next, release });
        // The window went away while the project was being opened.
        if (gone.signal.aborted) await change(null);
        return next.shared;
      }),
    closeProject: () => oneByOne(() => change(null)),
    tell,
    events() {
      const mailbox = createMailbox(() => mailboxes.delete(mailbox));
      mailboxes.add(mailbox);
      for (const event of unheard.splice(0)) mailbox.put(event);
      return mailbox.events;
    },
    closed: gone.signal,
    close() {
      gone.abort();
      for (const mailbox of [...mailboxes]) mailbox.close();
      return oneByOne(() => change(null));
    },
  };
}
