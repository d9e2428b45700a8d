import { errorFrom, MikkeError } from '../core/errors/error.ts';
import { spawnTrainer } from '../training/process/port.ts';
import type { Command, TrainerEvent } from '../training/process/protocol.ts';

/**
 * Starts a trainer process for one question, and gives its answer.
 * @throws trainer-lost, and what the trainer reported
 */
export const askTrainer = <Type extends TrainerEvent['type']>(
  command: Command,
  answer: Type,
  node?: string,
): Promise<Extract<TrainerEvent, { type: Type }>> =>
  new Promise((resolve, reject) => {
    const trainer = spawnTrainer(
      (event) => {
        if (event.type === answer) resolve(event as Extract<TrainerEvent, { type: Type }>);
        if (event.type === 'failed') reject(errorFrom(event.error));
      },
      ({ how }) => reject(new MikkeError('trainer-lost', { how, times: 1 })),
      node,
    );
    trainer.send(command);
  });
