/**
 * A shell in memory, the same at every start: runs in every state, with records, columns, histories
 * and pictures. Time stands still until `step` or `start` is called.
 */
import { MikkeError } from '../../src/core/errors/error.ts';
import { hasBit } from '../../src/core/ledger/bits.ts';
import {
  fullSchedule,
  parseRecipe,
  revisedSchedule,
  type Recipe,
} from '../../src/core/recipe/recipe.ts';
import { MADE } from '../../src/core/record/thumbnail.ts';
import type { SampleHistory } from '../../src/core/record/run.ts';
import type { StudyRecord } from '../../src/core/study/record.ts';
import { parseStudy, placesOf, recipeOf } from '../../src/core/study/study.ts';
import { replay, simulationOf } from '../../src/core/simulate/simulate.ts';
import type { SavedView } from '../../src/core/query/saved-view.ts';
import type { OwnTemplate } from '../../src/core/template/own.ts';
import { telling } from '../../src/project/story.ts';
import { connectionPair, type Connection } from '../../src/rpc/connection.ts';
import type {
  AppEvent,
  Output,
  ProjectInfo,
  RunDocument,
  Settings,
} from '../../src/rpc/contract.ts';
import { serveConnection, type Handlers } from '../../src/rpc/server.ts';
import { fakeMosaics, TILE } from './fake-pictures.ts';
import { CLASSES, fakeEpochs, fakeLabels, type FakeEpoch } from './fake-training.ts';

/**
 * closed: no project; none: a project without runs; one: one finished run; states: a run in every
 * state, one of which trains; many: 500 runs; long: one of 300 epochs that trains; study: a study
 * whose runs are partly done; error: the project is damaged; loading: runs are never listed.
 */
export const scenarios = [
  'closed',
  'none',
  'one',
  'states',
  'many',
  'long',
  'study',
  'error',
  'loading',
] as const;
export type Scenario = (typeof scenarios)[number];

type Dataset = Output<'project.datasets'>[number];
type FakeRun = {
  document: Omit<RunDocument, 'epochs'>;
  size: number;
  /** How many are recorded. */
  done: number;
  epochs: FakeEpoch[];
  more: Generator<FakeEpoch, void>;
};
type NewRun = Partial<Omit<RunDocument, 'recipe'>> & { recipe: Partial<Recipe>; done: number };

const PATH = '/home/ada/mikke/mnist hide-and-seek.mikke';
const START = Date.UTC(2026, 9, 12, 8, 30);
const TICKS_AN_EPOCH = 8;

export function fakeShell(scenario: Scenario) {
  const size = scenario === 'many' ? 250 : 2000;
  const datasets = scenario === 'closed' || scenario === 'none' ? [] : [fakeDataset(size)];
  const labels = fakeLabels(size + size / 5);
  const runs: FakeRun[] = [];
  for (const run of scenarioRuns(scenario)) add(run);

  const info: ProjectInfo = {
    path: PATH,
    name: 'mnist hide-and-seek',
    access: 'write',
    writer: null,
  };
  let project: ProjectInfo | null = scenario === 'closed' ? null : info;
  let settings: Settings = {
    theme: 'system',
    recentProjects: ['mnist hide-and-seek', 'fashion seeds', 'teaching'].map((name, i) => ({
      path: `/home/ada/mikke/${name}.mikke`,
      openedAt: new Date(START + (90 - 20 * i) * 3_600_000).toISOString(),
    })),
  };
  const listeners = new Set<(event: AppEvent) => void>();
  const emit = (event: AppEvent) => listeners.forEach((listener) => listener(event));
  let ownTemplates: OwnTemplate[] = [];
  let views: SavedView[] = [];
  let tick = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function add({ recipe: settingsGiven, done, ...rest }: NewRun): number {
    const recipe = parseRecipe(settingsGiven);
    const id = runs.length + 1;
    const created = START + id * 47 * 60_000;
    const status = rest.status ?? 'finished';
    runs.push({
      size,
      done,
      epochs: [],
      more: fakeEpochs(recipe, size),
      document: {
        id,
        name: '',
        notes: '',
        status,
        recipe,
        schedule: fullSchedule(recipe),
        revisions: [],
        plannedEpochs: recipe.epochs,
        dataset: 1,
        engine: { name: 'wasm', reason: 'The fastest that passed its self-test here.' },
        versions: { mikke: '0.1.0', node: '24.21.0' },
        createdAt: new Date(created).toISOString(),
        finishedAt:
          status === 'running' || status === 'interrupted'
            ? null
            : new Date(created + (done * 16 + 4) * 1000).toISOString(),
        error: null,
        ...rest,
      },
    });
    return id;
  }

  const find = (id: number): FakeRun => {
    const run = runs[id - 1];
    if (run !== undefined) return run;
    throw new MikkeError('run-missing', { run: id, path: PATH, known: `runs 1 to ${runs.length}` });
  };

  function epochsOf(run: FakeRun): FakeEpoch[] {
    while (run.epochs.length < run.done) {
      const next = run.more.next();
      if (next.done === true) break;
      run.epochs.push(next.value);
    }
    return run.epochs.slice(0, run.done);
  }

  const documentOf = (run: FakeRun): RunDocument => ({
    ...run.document,
    epochs: epochsOf(run).map(({ record }) => record),
  });

  const training = () => runs.find(({ document }) => document.status === 'running');

  function progress(run: FakeRun): void {
    const inEpoch = tick % TICKS_AN_EPOCH;
    const { epochs } = run.document.recipe;
    emit({
      type: 'progress',
      run: run.document.id,
      epoch: run.done,
      part: inEpoch < 6 ? 'train' : inEpoch < 7 ? 'refresh' : 'evaluate',
      done: Math.round((size * (inEpoch + 1)) / TICKS_AN_EPOCH),
      total: size,
      secondsLeft: (epochs - run.done - inEpoch / TICKS_AN_EPOCH) * 16,
    });
  }

  /** The run that trains records its next epoch; false where none trains. */
  function step(): boolean {
    const run = training();
    if (run === undefined) return false;
    run.done++;
    const record = epochsOf(run).at(-1)?.record;
    if (record !== undefined) emit({ type: 'epoch', run: run.document.id, record });
    if (run.done >= run.document.recipe.epochs) end(run, 'finished');
    else progress(run);
    return true;
  }

  function end(run: FakeRun, status: 'finished' | 'stopped' | 'failed'): void {
    const at = Date.parse(run.document.createdAt) + (run.done * 16 + 4) * 1000;
    run.document = { ...run.document, status, finishedAt: new Date(at).toISOString() };
    emit({ type: 'runs' });
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  /** Lets time go on, with an epoch every `milliseconds`. */
  function start(milliseconds: number): void {
    stop();
    timer = setInterval(() => {
      tick++;
      const run = training();
      if (run === undefined) return;
      if (tick % TICKS_AN_EPOCH === 0) step();
      else progress(run);
    }, milliseconds / TICKS_AN_EPOCH);
  }

  const open = (): ProjectInfo => {
    if (project === null) throw new MikkeError('project-missing', { path: PATH });
    return project;
  };

  function begin(recipe: Recipe, name: string): { run: number } {
    open();
    if (datasets.length === 0) datasets.push(fakeDataset(size));
    const run = add({ recipe, name: name || `run ${runs.length + 1}`, done: 0, status: 'running' });
    emit({ type: 'runs' });
    return { run };
  }

  function history(run: number, sample: number): SampleHistory {
    const all = epochsOf(find(run)).map(({ columns }) => columns);
    const flags = (name: 'correct' | 'hidden' | 'movedBack') =>
      Uint8Array.from(all, (columns) => (hasBit(columns[name], sample) ? 1 : 0));
    return {
      epochs: Uint32Array.from(all, (_, epoch) => epoch),
      loss: Float32Array.from(all, ({ loss }) => loss[sample]),
      confidence: Float32Array.from(all, ({ confidence }) => confidence[sample]),
      predicted: Uint8Array.from(all, ({ predicted }) => predicted[sample]),
      correct: flags('correct'),
      hidden: flags('hidden'),
      movedBack: flags('movedBack'),
    };
  }

  const told = telling({
    run: (id) => ({ ...find(id).document, id }),
    epochs: (id) => epochsOf(find(id)).map(({ record }) => record),
    columns: (id, at) => epochsOf(find(id))[at].columns,
    losses: (id, at) => epochsOf(find(id))[at].columns.loss,
    samplesOf: () => size,
    nextTurn: () => Promise.resolve(),
    history,
  });

  const handlers: Handlers = {
    'app.info': () => ({
      version: '0.1.0',
      shell: 'serve',
      dataFolder: '/home/ada/.local/share/mikke',
      settings,
    }),
    'app.doctor': () => ({
      versions: { mikke: '0.1.0', node: '24.21.0', sqlite: '3.54.1', tfjs: '4.22.0' },
      machine: { processor: 'AMD EPYC 7B13', cores: 2, memoryBytes: 8_589_934_592 },
      dataFolder: '/home/ada/.local/share/mikke',
      engines: [
        { name: 'wasm', usable: true, reason: 'Its self-test passed: gradients within 0.00003.' },
        { name: 'cpu', usable: true, reason: 'The reference; slow, for tests and comparisons.' },
        {
          name: 'tensorflow',
          usable: false,
          reason: 'No TensorFlow library was found on this machine.',
        },
      ],
      chosen: { name: 'wasm', reason: 'The fastest that passed its self-test here.' },
    }),
    'app.setTheme': ({ theme }) => (settings = { ...settings, theme }),
    'project.open': () => (project = info),
    'project.openSample': () =>
      (project = { ...info, name: 'Sample', path: '/home/ada/sample.mikke' }),
    'project.close': () => {
      project = null;
      return {};
    },
    'project.datasets': () => datasets,
    'project.measureSpeed': () => ({ trainImagesPerSecond: 400, forwardImagesPerSecond: 1600 }),
    'runs.list': () => {
      open();
      if (scenario === 'loading') return new Promise(() => undefined);
      if (scenario === 'error') {
        throw new MikkeError('project-damaged', {
          path: PATH,
          problem: 'page 412 of the file cannot be read.',
        });
      }
      return runs.map(documentOf);
    },
    'runs.start': ({ recipe, name }) => begin(recipe, name),
    'runs.quickStart': () => begin(parseRecipe({ limit: 2000, testLimit: 400 }), 'quick start'),
    'runs.stop': ({ run }) => {
      end(find(run), 'stopped');
      return {};
    },
    'runs.resume': ({ run }) => {
      const found = find(run);
      if (found.document.status === 'finished') throw new MikkeError('run-finished', { run });
      found.document = { ...found.document, status: 'running', finishedAt: null, error: null };
      emit({ type: 'runs' });
      return {};
    },
    'runs.revise': ({ run, schedule: given }) => {
      const found = find(run);
      const { document } = found;
      if (document.status === 'finished') throw new MikkeError('run-finished', { run });
      const epoch = document.status === 'running' ? found.done + 1 : found.done;
      const schedule = revisedSchedule(document, given, epoch, found.size, {
        height: TILE,
        width: TILE,
      });
      const at = new Date(START).toISOString();
      const revision = { epoch, schedule, at, by: 'mikke serve (ada)' };
      found.document = { ...document, revisions: [...document.revisions, revision] };
      emit({ type: 'runs' });
      return revision;
    },
    'runs.edit': ({ run, name, notes }) => {
      const found = find(run);
      const changes = {
        ...(name === undefined ? {} : { name }),
        ...(notes === undefined ? {} : { notes }),
      };
      found.document = { ...found.document, ...changes };
      emit({ type: 'runs' });
      return {};
    },
    'studies.list': () => (scenario === 'study' ? [fakeStudy] : []),
    'templates.list': () => ownTemplates,
    'templates.save': ({ template, replace }) => {
      const others = ownTemplates.filter(({ name }) => name !== template.name);
      if (others.length < ownTemplates.length && !replace) {
        throw new MikkeError('template-exists', { name: template.name });
      }
      ownTemplates = [template, ...others];
      emit({ type: 'templates' });
      return {};
    },
    'templates.remove': ({ name }) => {
      ownTemplates = ownTemplates.filter((template) => template.name !== name);
      emit({ type: 'templates' });
      return {};
    },
    'views.list': () => views,
    'views.save': ({ view, inPlaceOf }) => {
      if (view.name !== inPlaceOf && views.some(({ name }) => name === view.name)) {
        throw new MikkeError('view-exists', { name: view.name });
      }
      views = [...views.filter(({ name }) => name !== inPlaceOf), view];
      emit({ type: 'views' });
      return {};
    },
    'views.remove': ({ name }) => {
      views = views.filter((view) => view.name !== name);
      emit({ type: 'views' });
      return {};
    },
    'runs.simulate': ({ run, recipe }) => {
      const found = find(run);
      const shape = { height: TILE, width: TILE };
      const { passes, next } = replay(recipe, { samples: size, classes: CLASSES, shape });
      const epochs = epochsOf(found)
        .slice(0, passes)
        .map(({ record, columns }) => next(record, columns).epoch);
      return simulationOf(found.document.recipe.policy, recipe.policy, epochs);
    },
    'samples.columns': ({ run, epoch }) => epochsOf(find(run))[epoch].columns,
    'samples.history': ({ run, sample }) => history(run, sample),
    'samples.story': ({ run, sample, epoch }) => told.story(run, sample, epoch),
    'samples.places': ({ run, sample }) => told.places(run, sample),
    'samples.aggregates': ({ run }) => aggregatesOf(epochsOf(find(run)), size),
    'dataset.sample': ({ sample }) => ({
      label: labels[sample],
      name: `train-images ${sample}`,
      twins: [],
    }),
    'dataset.labels': () => labels,
    'dataset.thumbnails': () => ({
      done: labels.length,
      total: labels.length,
      broken: 0,
      problem: null,
    }),
    'dataset.mosaics': ({ samples }) => ({
      states: new Uint8Array(samples.length).fill(MADE),
      pixels: fakeMosaics(labels, samples),
    }),
    'dataset.pictures': ({ samples }) => ({
      offsets: new Uint32Array(samples.length + 1),
      data: new Uint8Array(0),
    }),
    'dataset.image': ({ sample }) => ({
      ...{ width: TILE, height: TILE, channels: 1 },
      pixels: fakeMosaics(labels, Uint32Array.of(sample)),
    }),
    async *events() {
      const waiting: AppEvent[] = [];
      let wake: () => void = () => undefined;
      const listener = (event: AppEvent) => {
        waiting.push(event);
        wake();
      };
      listeners.add(listener);
      try {
        for (;;) {
          while (waiting.length > 0) yield waiting.shift() as AppEvent;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };

  return { handlers, emit, step, start, stop };
}

export type FakeShell = ReturnType<typeof fakeShell>;

/** A window's end of a connection to a shell in memory. */
export function connectFake(shell: FakeShell): Connection {
  const [own, other] = connectionPair();
  serveConnection(other, shell.handlers, (why) => console.error(why));
  return own;
}

function aggregatesOf(epochs: FakeEpoch[], size: number): Output<'samples.aggregates'> {
  const timesHidden = new Uint16Array(size);
  const forgetting = new Uint16Array(size);
  const meanLoss = new Float32Array(size);
  const lastLoss = new Float32Array(size);
  for (let sample = 0; sample < size; sample++) {
    let sum = 0;
    epochs.forEach(({ columns }, i) => {
      if (hasBit(columns.hidden, sample)) timesHidden[sample]++;
      const was = i > 0 && hasBit(epochs[i - 1].columns.correct, sample);
      if (was && !hasBit(columns.correct, sample)) forgetting[sample]++;
      sum += columns.loss[sample];
    });
    meanLoss[sample] = sum / epochs.length;
    lastLoss[sample] = epochs.at(-1)?.columns.loss[sample] ?? NaN;
  }
  return { timesHidden, forgetting, meanLoss, lastLoss };
}

const fakeDataset = (size: number): Dataset => ({
  id: 1,
  name: 'mnist',
  source: {
    importer: 'idx',
    folder: 'mnist',
    files: {
      trainImages: 'train-images-idx3-ubyte',
      trainLabels: 'train-labels-idx1-ubyte',
      testImages: 't10k-images-idx3-ubyte',
      testLabels: 't10k-labels-idx1-ubyte',
    },
    limit: size,
    testLimit: size / 5,
    dataSeed: 0,
  },
  fingerprint: '0123456789abcdef'.repeat(4),
  height: TILE,
  width: TILE,
  channels: 1,
  classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
  trainCount: size,
  testCount: size / 5,
  pixelMean: [0.1307],
  pixelStd: [0.3081],
});

function scenarioRuns(scenario: Scenario): NewRun[] {
  const base: Partial<Recipe> = { limit: 2000, testLimit: 400, epochs: 40 };
  const hiding: NewRun = {
    name: 'KAKURENBO, a third hidden',
    notes: 'The recipe of the paper with a smaller network.',
    recipe: base,
    done: 40,
  };
  switch (scenario) {
    case 'closed':
    case 'none':
      return [];
    case 'one':
    case 'error':
    case 'loading':
      return [hiding];
    case 'long':
      return [{ name: 'long', recipe: { ...base, epochs: 300 }, done: 5, status: 'running' }];
    case 'study':
      return fakeStudy.runs.map(({ arm, seed }, i): NewRun => {
        const recipe = recipeOf(fakeStudy.study, armNamed(arm), seed);
        const name = `${fakeStudy.study.name}: ${arm}, seed ${seed}`;
        // The last two have not come to their end.
        const last = fakeStudy.runs.length - 1;
        if (i === last) return { name, recipe, done: 5, status: 'running' };
        return {
          name,
          recipe,
          done: i === last - 1 ? 3 : 12,
          ...(i === last - 1 ? failure(3) : {}),
        };
      });
    case 'many':
      return Array.from({ length: 500 }, (_, i): NewRun => {
        const policy = (['kakurenbo', 'none', 'random'] as const)[i % 3];
        const failed = i % 17 === 16;
        return {
          name: `sweep ${Math.floor(i / 15) + 1}, ${policy}, seed ${(i % 5) + 1}`,
          recipe: {
            limit: 250,
            epochs: 10,
            policy,
            seed: (i % 5) + 1,
            lr: [0.02, 0.05, 0.1][Math.floor(i / 15) % 3],
          },
          done: failed ? i % 10 : 10,
          ...(failed ? failure(i % 10) : {}),
        };
      });
    case 'states':
      return [
        { name: 'baseline', recipe: { ...base, policy: 'none' }, done: 40 },
        hiding,
        { name: 'high learning rate', recipe: { ...base, lr: 3 }, done: 7, ...failure(7) },
        { name: 'night run', recipe: { ...base, seed: 2 }, done: 18, status: 'interrupted' },
        {
          name: 'random control',
          recipe: { ...base, policy: 'random', seed: 2 },
          done: 22,
          status: 'stopped',
        },
        {
          name: 'dragged by hand, with a name that is rather long for a table',
          recipe: {
            ...base,
            model: 'resnet20',
            schedule: {
              version: 1,
              clock: 'epoch',
              tracks: {
                hideFraction: [
                  { at: 0, value: 0, easing: 'hold' },
                  { at: 4, value: 0.1, easing: 'linear' },
                  { at: 16, value: 0.45, easing: 'cosine' },
                  { at: 36, value: 0.1, easing: 'hold' },
                ],
              },
            },
          },
          done: 12,
          status: 'running',
        },
      ];
  }
}

/** Three arms with four seeds, of which the last is on its way. */
const fakeStudy: StudyRecord = {
  id: 1,
  createdAt: new Date(START).toISOString(),
  study: parseStudy(
    {
      version: 1,
      name: 'hiding on MNIST',
      base: { limit: 2000, testLimit: 400, epochs: 12 },
      arms: [
        { name: 'no hiding', settings: { policy: 'none' } },
        { name: 'KAKURENBO, a third hidden', settings: { policy: 'kakurenbo' } },
        { name: 'random control', settings: { policy: 'random' } },
      ],
      seeds: [1, 2, 3, 4],
    },
    'fake',
  ),
  runs: [],
};
const armNamed = (name: string) =>
  fakeStudy.study.arms.find((arm) => arm.name === name) ?? fakeStudy.study.arms[0];
fakeStudy.runs = placesOf(fakeStudy.study)
  .slice(0, 11)
  .map(({ arm, seed }, i) => ({ arm: arm.name, seed, run: i + 1 }));

function failure(epoch: number): Pick<RunDocument, 'status' | 'error'> {
  const { code, message } = new MikkeError('loss-not-finite', {
    epoch,
    sample: 'training sample 412',
  });
  return { status: 'failed', error: { code, message } };
}
