/**
 * What every view shares: the connection, the open project, what is selected, and the one time
 * cursor. The address carries view, run, epoch and sample, so a link or a reload comes back to them.
 */
import { asMikkeError, MikkeError } from '../../src/core/errors/error.ts';
import { createClient, type Client } from '../../src/rpc/client.ts';
import type {
  AppEvent,
  Output,
  ProjectInfo,
  RunDocument,
  Settings,
} from '../../src/rpc/contract.ts';
import { connect } from './connect.ts';
import type { Progress } from './job.ts';
import { views, type ViewName } from './views.ts';

export { views, type ViewName } from './views.ts';
export type { Progress } from './job.ts';
export type Notice = { code: string; message: string };

/** How long the cursor must rest before the address says where. */
const ADDRESS_MS = 200;
const RECONNECT_MS = [200, 500, 1000, 2000];
/** Epochs a second while the time cursor plays. */
const PLAY_EPOCHS_PER_SECOND = 2;

class App {
  connection = $state<'connecting' | 'open' | 'lost'>('connecting');
  /** Whether a project is being opened, and what is in it is not known yet. */
  opening = $state(false);
  info = $state.raw<Output<'app.info'> | null>(null);
  project = $state.raw<ProjectInfo | null>(null);
  /** Oldest first, each with its epochs. */
  runs = $state.raw<RunDocument[]>([]);
  datasets = $state.raw<Output<'project.datasets'>>([]);
  /** How far the thumbnails of data sets are, by their id, as far as it was told. */
  thumbnails = $state.raw<Readonly<Record<number, Output<'dataset.thumbnails'>>>>({});
  /** Oldest first. */
  studies = $state.raw<Output<'studies.list'>>([]);
  /** A person's own, the newest first; null until somebody asked. */
  templates = $state.raw<Output<'templates.list'> | null>(null);
  /** Views of the gallery that the project keeps, oldest first; null until somebody asked. */
  views = $state.raw<Output<'views.list'> | null>(null);
  /** Whether `runs` is what the project holds, or why it is not. */
  listing = $state.raw<'loading' | 'listed' | MikkeError>('loading');
  /** Counts what was recorded, listed anew, tagged, noted or scored: what is found of samples may be different since. */
  changes = $state(0);
  /** Of the run that trains, if one does. */
  progress = $state.raw<Progress | null>(null);
  /** Of a new data-set version or a search for near-duplicates, the one that told last. */
  curation = $state.raw<Extract<AppEvent, { type: 'curation' }> | null>(null);
  /** Of what is worked out of a run, while it is. */
  analysis = $state.raw<Extract<AppEvent, { type: 'analysis' }> | null>(null);
  /** What went wrong, until it is dismissed. */
  notices = $state.raw<Notice[]>([]);

  view = $state<ViewName>('runs');
  runId = $state<number | null>(null);
  sample = $state<number | null>(null);
  /** Counts how often a sample was selected: the same one again is to be shown again. */
  selections = $state(0);
  /** Whether the sample takes the whole view, not only the inspector. */
  sampleFull = $state(false);
  /** The time cursor. */
  epoch = $state(0);
  playing = $state(false);
  inspectorOpen = $state(true);

  run = $derived(this.runs.find(({ id }) => id === this.runId) ?? null);
  lastEpoch = $derived(Math.max(0, (this.run?.epochs.length ?? 0) - 1));
  record = $derived(this.run?.epochs[this.epoch] ?? null);
  dataset = $derived(this.datasets.find(({ id }) => id === this.run?.dataset) ?? null);
  theme = $derived(this.info?.settings.theme ?? 'system');

  #client: Client | null = null;
  #attempts = 0;
  #playTimer: ReturnType<typeof setInterval> | undefined;
  #connectTimer: ReturnType<typeof setTimeout> | undefined;

  /** Connects, and again whenever the connection is lost. */
  async start(): Promise<void> {
    this.#readAddress();
    window.addEventListener('hashchange', () => this.#followAddress());
    await this.#connect();
  }

  get client(): Client {
    if (this.#client === null) throw new MikkeError('connection-lost', {});
    return this.#client;
  }

  async #connect(): Promise<void> {
    try {
      const client = createClient(await connect(), () => {
        this.#client = null;
        this.connection = 'lost';
        this.progress = null;
        this.analysis = null;
        this.#connectLater();
      });
      this.#client = client;
      // What happened meanwhile was not heard.
      this.thumbnails = {};
      this.info = await client.call('app.info', {});
      client.follow(
        'events',
        {},
        (event) => this.#take(event),
        (error) => {
          // Without events the page would stand still and not say so. A lost connection says so itself.
          if (error !== null && error.code !== 'connection-lost') this.report(error);
        },
      );
      const path = this.project?.path ?? this.#addressProject;
      if (path !== null) await this.open(path);
      this.connection = 'open';
      this.#attempts = 0;
    } catch (error) {
      if (this.#client === null) this.#connectLater();
      else {
        this.connection = 'open';
        this.report(error);
      }
    }
  }

  #connectLater(): void {
    const wait = RECONNECT_MS[Math.min(this.#attempts++, RECONNECT_MS.length - 1)];
    clearTimeout(this.#connectTimer);
    this.#connectTimer = setTimeout(() => void this.#connect(), wait);
  }

  #take(event: AppEvent): void {
    switch (event.type) {
      case 'runs':
        // Also told when a job ended; one that goes on tells so again soon.
        this.analysis = null;
        this.refresh().catch((error: unknown) => this.report(error));
        return;
      case 'samples':
        this.changes++;
        return;
      case 'curation':
        this.curation = event;
        return;
      case 'templates':
        // Whoever never asked does not look at them.
        if (this.templates === null) return;
        this.listTemplates().catch((error: unknown) => this.report(error));
        return;
      case 'views':
        if (this.views === null) return;
        this.listViews().catch((error: unknown) => this.report(error));
        return;
      case 'project':
        this.#opened(event.project).catch((error: unknown) => this.report(error));
        return;
      case 'progress':
        this.progress = event;
        return;
      case 'thumbnails': {
        const { type: _, dataset, ...state } = event;
        this.thumbnails = { ...this.thumbnails, [dataset]: state };
        return;
      }
      case 'analysis':
        this.analysis = event;
        return;
      case 'epoch': {
        const known = this.runs.find(({ id }) => id === event.run)?.epochs.length ?? -1;
        if (known < event.record.epoch) {
          // The list is older than the event: a run or an epoch before this one is not in it yet.
          this.refresh().catch((error: unknown) => this.report(error));
          return;
        }
        const followed = this.run?.id === event.run && this.epoch >= this.lastEpoch;
        this.runs = this.runs.map((run) =>
          run.id === event.run
            ? { ...run, epochs: [...run.epochs.slice(0, event.record.epoch), event.record] }
            : run,
        );
        this.changes++;
        // A cursor at the end stays at the end, as in a recording.
        if (followed) this.seek(event.record.epoch);
        return;
      }
      case 'notice':
        this.#notify({ code: event.code, message: event.message });
        return;
    }
  }

  async setTheme(theme: Settings['theme']): Promise<void> {
    const settings = await this.client.call('app.setTheme', { theme });
    if (this.info !== null) this.info = { ...this.info, settings };
  }

  /** Opens a project by its path in this window. */
  async open(path: string, create = false): Promise<void> {
    await this.#openBy((client) => client.call('project.open', { path, create }));
  }

  async openSample(): Promise<void> {
    await this.#openBy((client) => client.call('project.openSample', {}));
  }

  /** Starts the small run, in a project of its own where none is open, and shows it. */
  async quickStart(): Promise<void> {
    const { run } = await this.client.call('runs.quickStart', {});
    await this.refresh();
    this.selectRun(run);
    this.go('runs');
  }

  async #openBy(ask: (client: Client) => Promise<ProjectInfo>): Promise<void> {
    // An open project stays in view until the other one is there.
    this.opening = this.project === null;
    try {
      await this.#opened(await ask(this.client));
    } finally {
      this.opening = false;
    }
  }

  async #opened(project: ProjectInfo): Promise<void> {
    if (this.project !== null && this.project.path !== project.path) this.#forget();
    this.project = project;
    this.listing = 'loading';
    await this.refresh();
    // Whoever shows them, and was away for a while, may have missed a change.
    if (this.views !== null) await this.listViews();
    this.#writeAddress();
  }

  async closeProject(): Promise<void> {
    await this.client.call('project.close', {});
    this.#forget();
    this.#addressProject = null;
    this.info = await this.client.call('app.info', {});
    this.#writeAddress();
  }

  #forget(): void {
    if (this.playing) this.togglePlaying();
    this.project = null;
    this.runs = [];
    this.datasets = [];
    this.thumbnails = {};
    this.studies = [];
    this.views = null;
    this.progress = null;
    this.analysis = null;
    this.runId = null;
    this.epoch = 0;
    this.sample = null;
    this.sampleFull = false;
  }

  async refresh(): Promise<void> {
    const [runs, datasets, studies] = await Promise.all([
      this.client.call('runs.list', {}),
      this.client.call('project.datasets', {}),
      this.client.call('studies.list', {}),
    ]).catch((error: unknown) => {
      this.listing = asMikkeError(error);
      throw error;
    });
    this.runs = runs;
    this.datasets = datasets;
    this.studies = studies;
    this.listing = 'listed';
    this.changes++;
    if (!runs.some(({ status }) => status === 'running')) this.progress = null;
    if (this.run === null) this.selectRun(runs.at(-1)?.id ?? null);
    if (this.epoch > this.lastEpoch) this.seek(this.lastEpoch);
  }

  async askThumbnails(dataset: number): Promise<void> {
    const state = await this.client.call('dataset.thumbnails', { dataset });
    this.thumbnails = { ...this.thumbnails, [dataset]: state };
  }

  /** Other shells change them as well, so they are asked for whenever they are shown. */
  async listTemplates(): Promise<void> {
    this.templates = await this.client.call('templates.list', {});
  }

  async listViews(): Promise<void> {
    const project = this.project?.path;
    const views = await this.client.call('views.list', {});
    if (project === this.project?.path) this.views = views;
  }

  go(view: ViewName): void {
    this.view = view;
    this.sampleFull = false;
    this.#writeAddress();
  }

  selectRun(id: number | null): void {
    this.runId = id;
    this.epoch = this.lastEpoch;
    this.#writeAddress();
  }

  selectSample(sample: number | null): void {
    this.sample = sample;
    this.selections++;
    if (sample !== null) this.inspectorOpen = true;
    else this.sampleFull = false;
    this.#writeAddress();
  }

  /** Moves the time cursor, within what is recorded. */
  seek(epoch: number): void {
    this.epoch = Math.min(this.lastEpoch, Math.max(0, Math.round(epoch)));
    this.#writeAddressSoon();
  }

  togglePlaying(): void {
    this.playing = !this.playing;
    clearInterval(this.#playTimer);
    if (!this.playing) return;
    if (this.epoch >= this.lastEpoch) this.seek(0);
    this.#playTimer = setInterval(() => {
      this.seek(this.epoch + 1);
      if (this.epoch >= this.lastEpoch) this.togglePlaying();
    }, 1000 / PLAY_EPOCHS_PER_SECOND);
  }

  /** Shows what went wrong as a notice. */
  report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof MikkeError ? error.code : 'unexpected';
    // A banner says so for as long as it is true.
    if (code === 'connection-lost') return;
    this.#notify({ code, message });
  }

  #notify(notice: Notice): void {
    const known = this.notices.some(
      ({ code, message }) => code === notice.code && message === notice.message,
    );
    if (!known) this.notices = [...this.notices, notice];
  }

  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((other) => other !== notice);
  }

  #addressProject: string | null = null;

  /** Somebody changed the address by hand, or followed a link to another place in the app. */
  #followAddress(): void {
    this.#readAddress();
    const path = this.#addressProject;
    if (path !== null && path !== this.project?.path && this.connection === 'open') {
      this.open(path).catch((error: unknown) => this.report(error));
    }
  }

  #readAddress(): void {
    const [view, query] = window.location.hash.replace(/^#\/?/, '').split('?');
    const known = views.find(({ name }) => name === view);
    if (known !== undefined) this.view = known.name;
    const parameters = new URLSearchParams(query);
    const number = (key: string) => {
      const text = parameters.get(key);
      return text !== null && /^\d+$/.test(text) ? Number(text) : null;
    };
    this.#addressProject = parameters.get('project');
    this.runId = number('run') ?? this.runId;
    this.epoch = number('epoch') ?? this.epoch;
    this.sample = number('sample');
  }

  #addressTimer: ReturnType<typeof setTimeout> | undefined;

  /** A cursor that is dragged or plays moves too often for browsers to take every address. */
  #writeAddressSoon(): void {
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => this.#writeAddress(), ADDRESS_MS);
  }

  #writeAddress(): void {
    const parameters = new URLSearchParams();
    if (this.project !== null) parameters.set('project', this.project.path);
    if (this.runId !== null) parameters.set('run', String(this.runId));
    if (this.run !== null) parameters.set('epoch', String(this.epoch));
    if (this.sample !== null) parameters.set('sample', String(this.sample));
    // Replaced, not pushed: playing the cursor must not fill the history.
    window.history.replaceState(null, '', `#/${this.view}?${parameters.toString()}`);
  }
}

export const app = new App();
export type { App };
