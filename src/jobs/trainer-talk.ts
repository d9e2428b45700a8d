/** A trainer process from its start to its end, and another in its place where it is lost. */
import { errorFrom } from '../core/errors/error.ts';
import { spawnTrainer, type Trainer } from '../training/process/port.ts';
import type { Command, TrainerEvent } from '../training/process/protocol.ts';

export type TalkOptions = {
  /** Stops the trainer at its next batch. */
  signal?: AbortSignal | undefined;
  /** Path of a Node 24 binary for the trainer; this process's own where it is left out. */
  node?: string | undefined;
};

export type Ending<T> =
  | { type: 'done'; value: T }
  | { type: 'stopped' }
  /** `how` is a clause. */
  | { type: 'lost'; how: string };

/**
 * Gives a trainer its command and takes what it says, one thing after the other, until `take` gives
 * a value other than undefined, or it stops or is lost.
 * @throws what the trainer reported, and what `take` throws; the trainer is ended then
 */
export function talkWithTrainer<T>(
  command: Command,
  take: (event: TrainerEvent, trainer: Trainer) => Promise<T | undefined>,
  { signal, node }: TalkOptions,
): Promise<Ending<T>> {
  return new Promise((resolve, reject) => {
    let last = Promise.resolve();
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', stop);
      settle();
    };
    const next = (work: () => Promise<void>) => {
      last = last.then(work).catch((error: unknown) => {
        trainer.kill();
        end(() => reject(error));
      });
    };
    async function hear(event: TrainerEvent): Promise<void> {
      if (event.type === 'failed') throw errorFrom(event.error);
      if (event.type === 'stopped') return end(() => resolve({ type: 'stopped' }));
      const value = await take(event, trainer);
      if (value !== undefined) end(() => resolve({ type: 'done', value }));
    }
    const trainer: Trainer = spawnTrainer(
      (event) => next(() => hear(event)),
      ({ how }) => next(async () => end(() => resolve({ type: 'lost', how }))),
      node,
    );
    const stop = () => trainer.send({ type: 'stop' });
    trainer.send(command);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
  });
}

/** Tries once more where the trainer is lost. @param onLost hears why */
export async function replaceOnce<T>(
  attempt: () => Promise<Ending<T>>,
  onLost: (how: string) => void = () => undefined,
): Promise<Ending<T>> {
  const ending = await attempt();
  if (ending.type !== 'lost') return ending;
  onLost(ending.how);
  return attempt();
}
