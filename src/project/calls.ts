import { sourceNameOf } from '../core/record/dataset.ts';
import { browsing } from './browse/browse.ts';
import { housekeeping } from './housekeeping.ts';
import type { OpenProject } from './open.ts';
import { neighbouring } from './neighbouring.ts';
import type { ProjectCalls } from './protocol.ts';
import { recording } from './recording.ts';
import { revising } from './revising.ts';
import { comparing } from './same-content.ts';
import { simulating } from './simulating.ts';
import { telling } from './story.ts';
import { datasetStore } from './stores/datasets.ts';
import { epochColumnStore } from './stores/epoch-columns.ts';
import { extentsOf } from './stores/extents.ts';
import { judgedFoldStore } from './stores/judged-folds.ts';
import { markInterrupted, runStore } from './stores/runs.ts';
import { sampleWords } from './stores/sample-words.ts';
import { scoreStore } from './stores/scores.ts';
import { studyStore } from './stores/studies.ts';
import { thumbnailStore } from './stores/thumbnails.ts';
import { tagging } from './tagging.ts';
import { viewStore } from './stores/views.ts';

/** Carries out on an open project what its client asks. */
export function callsOf(project: OpenProject): { calls: ProjectCalls; close: () => void } {
  const { connections, access } = project;
  const datasets = datasetStore(connections);
  const { samplesOf } = datasets;
  const runs = runStore(connections, access);
  const columns = epochColumnStore(connections);
  const extentOf = extentsOf(datasets, runs);
  const thumbnails = thumbnailStore(connections, datasets.dataset);
  const records = recording(connections, columns, extentOf, access);
  const { twins } = comparing(datasets);
  const { hasRunColumn, countRun, runColumn, ...recorded } = records;
  const words = sampleWords(connections, samplesOf);
  // What is kept there is no answer, whose memory would be handed over.
  const { forget, stop, tagBits, losses, readLosses, ...browse } = browsing({
    ...{ connections, ...datasets, run: runs.run, extentOf, epochColumns: columns, words },
    ...{ hasRunColumn, countRun, runColumn },
  });
  const keeping = housekeeping(project, columns, extentOf);

  if (access === 'write') {
    markInterrupted(connections);
    keeping.schedule();
  }
  return {
    calls: {
      ...datasets,
      ...runs,
      ...recorded,
      ...browse,
      async runColumn(run, field) {
        if (!hasRunColumn(run, field)) await countRun(run);
        return runColumn(run, field);
      },
      ...thumbnails,
      ...studyStore(connections),
      ...tagging(connections, { samplesOf, selected: browse.selected, tagBits }),
      ...scoreStore(connections, samplesOf),
      notes: words.notes,
      ...viewStore(connections),
      ...judgedFoldStore(connections),
      ...neighbouring(connections, (run) => {
        const { dataset } = runs.run(run);
        return { dataset, samples: samplesOf(dataset) };
      }),
      ...revising(connections, { ...datasets, ...runs }),
      ...simulating({ ...datasets, ...runs, ...records }),
      ...telling({
        ...{ run: runs.run, ...records, losses, readLosses },
        samplesOf: (run) => extentOf(run).samples,
      }),
      sample(dataset, sample) {
        const facts = datasets.sampleFacts(dataset, sample);
        return {
          label: facts.label,
          name: sourceNameOf(datasets.dataset(dataset), sample, facts.sourceIndex),
          twins: twins(dataset, facts),
        };
      },
      addDataset(imported) {
        const id = datasets.addDataset(imported);
        keeping.schedule();
        return id;
      },
      addThumbnails(dataset, given) {
        thumbnails.addThumbnails(dataset, given);
        // The log would grow by all of them.
        keeping.schedule();
      },
      carryThumbnails(from, to, places, start) {
        const carried = thumbnails.carryThumbnails(from, to, places, start);
        keeping.schedule();
        return carried;
      },
      recordEpoch(run, record, given) {
        const recorded = records.recordEpoch(run, record, given);
        keeping.schedule();
        return recorded;
      },
      removeEpochsAfter(run, epoch) {
        records.removeEpochsAfter(run, epoch);
        forget(run);
      },
      finishRun(run, weights) {
        records.finishRun(run, weights);
        keeping.finish(run);
        keeping.schedule();
      },
    },
    close() {
      keeping.stop();
      stop();
      project.close();
    },
  };
}
