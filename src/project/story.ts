/** What became of one sample in a run, for whoever looks at it: nothing here reads more of a run than that takes. */
import { explain, type Explained } from '../core/hiding/explain.ts';
import { FORGOTTEN, HIDDEN, MOVED_BACK, WRONG } from '../core/query/facts.ts';
import type { EpochRecord, RunRecord, SampleHistory } from '../core/record/run.ts';
import { scheduleAt } from '../core/schedule/revision.ts';

/** A training sample at one epoch of a run. */
export type Story = {
  /** Of the run: how many samples it trains on, and how many epochs are recorded. */
  samples: number;
  epochs: number;
  /** Bits of core/query/facts.ts. */
  facts: number;
  predicted: number;
  loss: number;
  confidence: number;
  /** Over all recorded epochs. */
  timesHidden: number;
  forgetting: number;
  explained: Explained;
};

type Recorded = {
  run(id: number): RunRecord;
  epochs(run: number): EpochRecord[];
  history(run: number, sample: number): SampleHistory;
  /** Of every training sample at a recorded epoch. */
  losses(run: number, epoch: number): Float32Array;
  /** How many samples a run trains on. */
  samplesOf(run: number): number;
};

export const telling = (recorded: Recorded) => ({
  story(run: number, sample: number, epoch: number): Story {
    const record = recorded.epochs(run).at(epoch);
    if (record === undefined) throw new Error(`Run ${run} has no epoch ${epoch}.`);
    const history = recorded.history(run, sample);
    const { loss, confidence, predicted, correct, hidden, movedBack } = history;
    const told = recorded.run(run);
    const samples = recorded.samplesOf(run);
    const held = epoch - 1;
    const forgottenAt = (at: number) => at > 0 && correct[at] === 0 && correct[at - 1] === 1;
    return {
      samples,
      epochs: history.epochs.length,
      facts:
        (hidden[epoch] === 1 ? HIDDEN : 0) |
        (movedBack[epoch] === 1 ? MOVED_BACK : 0) |
        (correct[epoch] === 1 ? 0 : WRONG) |
        (forgottenAt(epoch) ? FORGOTTEN : 0),
      predicted: predicted[epoch],
      loss: loss[epoch],
      confidence: confidence[epoch],
      timesHidden: hidden.reduce((sum, flag) => sum + flag, 0),
      forgetting: correct.reduce((sum, _, at) => sum + (forgottenAt(at) ? 1 : 0), 0),
      explained: explain({
        ...{ sample, samples, record, recipe: told.recipe },
        state: hidden[epoch] === 1 ? 'hidden' : movedBack[epoch] === 1 ? 'movedBack' : 'trained',
        schedule: scheduleAt(told, record.epoch),
        before:
          epoch === 0
            ? null
            : {
                loss: recorded.losses(run, held),
                confidence: confidence[held],
                correct: correct[held] === 1,
              },
      }),
    };
  },
});
