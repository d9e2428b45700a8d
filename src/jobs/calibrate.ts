import { errorFrom, MikkeError } from '../core/errors/error.ts';
import type { Calibration } from '../training/process/protocol.ts';
import { spawnTrainer } from '../training/process/port.ts';

export type Speed = { trainImagesPerSecond: number; forwardImagesPerSecond: number };

/** How fast this machine trains and forwards, measured in a trainer process of its own. */
export const measureTrainer = (calibration: Calibration): Promise<Speed> =>
  new Promise((resolve, reject) => {
    const trainer = spawnTrainer(
      (event) => {
        if (event.type === 'calibrated') resolve(event);
        if (event.type === 'failed') reject(errorFrom(event.error));
      },
      ({ how }) => reject(new MikkeError('trainer-lost', { how, times: 1 })),
    );
    trainer.send({ type: 'calibrate', calibration });
  });
