import type { Calibration } from '../training/process/protocol.ts';
import { askTrainer } from './ask-trainer.ts';

export type Speed = { trainImagesPerSecond: number; forwardImagesPerSecond: number };

/** How fast this machine trains and forwards, measured in a trainer process of its own. */
export const measureTrainer = (calibration: Calibration, node?: string): Promise<Speed> =>
  askTrainer({ type: 'calibrate', calibration }, 'calibrated', node);
