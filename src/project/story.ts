/** What became of one sample in a run, for whoever looks at it: nothing here reads more of a run than that takes. */
import { explain, type Explained } from '../core/hiding/explain.ts';
import { FORGOTTEN, factsOfHistory } from '../core/query/facts.ts';
import type { EpochColumns, EpochRecord, RunRecord, SampleHistory } from '../core/record/run.ts';
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

/** A sample's place in the order that hides, by recorded epoch; what has none is 0. */
export type Places = {
  /** What comes first in the order; null where no epoch has one. */
  first: string | null;
  samples: number;
  ranks: Uint32Array;
  candidates: Uint32Array;
};

type Recorded = {
  run(id: number): RunRecord;
  epochs(run: number): EpochRecord[];
  columns(run: number, epoch: number): EpochColumns;
  history(run: number, sample: number): SampleHistory;
  /** Of every training sample at a recorded epoch. */
  losses(run: number, epoch: number): Float32Array;
  /** How many samples a run trains on. */
  samplesOf(run: number): number;
  /** Lets others come in, who wait for an answer as well. */
  nextTurn(): Promise<unknown>;
};

export function telling(recorded: Recorded) {
  /** @param losses of every training sample at the end of an epoch */
  function explained(
    run: RunRecord,
    sample: number,
    record: EpochRecord,
    { hidden, movedBack, confidence, correct }: SampleHistory,
    losses: (epoch: number) => Float32Array,
  ): Explained {
    const { epoch } = record;
    const held = epoch - 1;
    return explain({
      ...{ sample, record, recipe: run.recipe, samples: recorded.samplesOf(run.id) },
      state: hidden[epoch] === 1 ? 'hidden' : movedBack[epoch] === 1 ? 'movedBack' : 'trained',
      schedule: scheduleAt(run, epoch),
      before:
        epoch === 0
          ? null
          : { loss: losses(held), confidence: confidence[held], correct: correct[held] === 1 },
    });
  }

  return {
    story(run: number, sample: number, epoch: number): Story {
      const record = recorded.epochs(run).at(epoch);
      if (record === undefined) throw new Error(`Run ${run} has no epoch ${epoch}.`);
      const history = recorded.history(run, sample);
      const { loss, confidence, predicted, hidden } = history;
      const facts = factsOfHistory(history);
      return {
        samples: recorded.samplesOf(run),
        epochs: history.epochs.length,
        facts: facts[epoch],
        predicted: predicted[epoch],
        loss: loss[epoch],
        confidence: confidence[epoch],
        timesHidden: hidden.reduce((sum, flag) => sum + flag, 0),
        forgetting: facts.reduce((sum, bits) => sum + ((bits & FORGOTTEN) === 0 ? 0 : 1), 0),
        explained: explained(recorded.run(run), sample, record, history, (at) =>
          recorded.losses(run, at),
        ),
      };
    },

    /** It reads the whole run, so others come in between the epochs, and none of it is kept. */
    async places(run: number, sample: number): Promise<Places> {
      const told = recorded.run(run);
      const epochs = recorded.epochs(run);
      const history = recorded.history(run, sample);
      const ranks = new Uint32Array(epochs.length);
      const candidates = new Uint32Array(epochs.length);
      let first: string | null = null;
      for (const record of epochs) {
        await recorded.nextTurn();
        const { place } = explained(
          told,
          sample,
          record,
          history,
          (at) => recorded.columns(run, at).loss,
        );
        if (place === null) continue;
        first = place.first;
        ranks[record.epoch] = place.rank;
        candidates[record.epoch] = place.candidates;
      }
      return { first, samples: recorded.samplesOf(run), ranks, candidates };
    },
  };
}
