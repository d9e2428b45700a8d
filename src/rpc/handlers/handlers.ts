/** Every procedure of the contract, as one window calls it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reportOf } from '../../core/errors/error.ts';
import { measureTrainer } from '../../jobs/calibrate.ts';
import { examine } from '../../jobs/doctor.ts';
import { nameOf } from '../../jobs/name.ts';
import { QUICK_START_FILE, QUICK_START_NAME, quickRecipe } from '../../jobs/quick-start.ts';
import { reviseRun } from '../../jobs/revise.ts';
import { mikkeVersion } from '../../jobs/versions.ts';
import type { Project } from '../../project/project.ts';
import type { AppEvent, Output, ProjectInfo, RunDocument, Settings } from '../contract.ts';
import type { Handlers } from '../server.ts';
import type { Curation } from './curation.ts';
import type { FullImages } from './full-images.ts';
import { exporting } from './export.ts';
import type { OpenProjects, SharedProject } from './open-projects.ts';
import type { OwnTemplates } from './own-templates.ts';
import { seenSample } from './seen.ts';
import type { RunJobs } from './run-jobs.ts';
import { sampleProject } from './sample-project.ts';
import type { SettingsFile } from './settings.ts';
import { sqlConsole } from './sql-console.ts';
import type { Window } from './window.ts';

const MOST_RECENT_PROJECTS = 12;
/** For training, and as many for forward passes. */
const MEASURING_SECONDS = 1.5;

export type Services = {
  shell: 'serve' | 'electron';
  dataFolder: string;
  node: string;
  settings: SettingsFile;
  projects: OpenProjects;
  jobs: RunJobs;
  curation: Curation;
  templates: OwnTemplates;
  images: FullImages;
  /** Tells every window. */
  tellAll: (event: AppEvent) => void;
};

export function createHandlers(services: Services, window: Window): Handlers {
  const { shell, dataFolder, node, settings, projects, tellAll } = services;
  const { jobs, curation, templates, images } = services;
  const project = () => window.project().project();
  const queries = sqlConsole(window.closed);

  async function open(path: string, create: boolean): Promise<ProjectInfo> {
    const shared = await window.open((onEvent) => projects.open(path, create, onEvent));
    await settings
      .change((before) => withRecent(before, shared.path))
      .catch((error: unknown) => window.tell({ type: 'notice', ...reportOf(error) }));
    return shared.info();
  }

  /** Changes what is said of samples, and tells every window of the project. */
  async function changeSamples<T>(
    dataset: number,
    change: (project: Project) => Promise<T>,
  ): Promise<T> {
    const shared = window.project();
    const changed = await change(await shared.requireWrite());
    shared.publish({ type: 'samples', dataset });
    return changed;
  }

  return {
    'app.info': () => ({
      version: mikkeVersion,
      shell,
      dataFolder,
      settings: settings.current(),
    }),
    'app.doctor': () => examine(dataFolder, node),
    'app.setTheme': ({ theme }) => settings.change((before) => ({ ...before, theme })),

    'project.open': ({ path, create }) => open(path, create),
    'project.openSample': async () => open(await sampleProject(dataFolder), false),
    'project.close': async () => {
      await window.closeProject();
      return {};
    },
    'project.datasets': () => project().datasets(),
    'project.measureSpeed': async ({ recipe, dataset }) => {
      const { height, width: imageWidth, channels, classNames } = await project().dataset(dataset);
      const { engine, model, width, batch } = recipe;
      const { trainImagesPerSecond, forwardImagesPerSecond } = await measureTrainer(
        {
          ...{ engine, model, width, batch, imageHeight: height, imageWidth, channels },
          ...{ classes: classNames.length, seconds: MEASURING_SECONDS },
        },
        node,
      );
      return { trainImagesPerSecond, forwardImagesPerSecond };
    },

    'runs.list': () => runDocuments(window.project(), jobs),
    'runs.start': async ({ recipe, name }) => ({
      run: await jobs.start(window.project(), recipe, name),
    }),
    async 'runs.quickStart'() {
      if (!window.hasProject()) {
        await mkdir(dataFolder, { recursive: true });
        const info = await open(join(dataFolder, QUICK_START_FILE), true);
        window.tell({ type: 'project', project: info });
      }
      const shared = window.project();
      await shared.requireWrite();
      return { run: await jobs.start(shared, await quickRecipe(node), QUICK_START_NAME) };
    },
    'runs.stop': async ({ run }) => {
      await jobs.stop(window.project(), run);
      return {};
    },
    'runs.resume': async ({ run }) => {
      await jobs.resume(window.project(), run);
      return {};
    },
    'runs.edit': async ({ run, name, notes }) => {
      const shared = window.project();
      const writable = await shared.requireWrite();
      await writable.updateRun(run, {
        ...(name === undefined ? {} : { name }),
        ...(notes === undefined ? {} : { notes }),
      });
      shared.publish({ type: 'runs' });
      return {};
    },
    async 'runs.revise'({ run, schedule }) {
      const shared = window.project();
      const revision = await reviseRun(await shared.requireWrite(), run, schedule);
      shared.publish({ type: 'runs' });
      return revision;
    },
    'runs.simulate': async ({ run, recipe }) => {
      const { samples: _, ...simulation } = await project().simulate(run, recipe, null);
      return simulation;
    },

    'runs.features': async ({ run }) => ({
      outcome: await jobs.features(window.project(), run),
    }),
    'runs.crossValidate': async ({ run, folds, epochs }) => ({
      outcome: await jobs.crossValidate(window.project(), run, folds, epochs),
    }),

    'studies.list': () => project().studies(),

    'templates.list': () => templates.list(),
    'templates.save': async ({ template, replace }) => {
      await templates.save(template, replace);
      tellAll({ type: 'templates' });
      return {};
    },
    'templates.remove': async ({ name }) => {
      await templates.remove(name);
      tellAll({ type: 'templates' });
      return {};
    },

    'samples.columns': ({ run, epoch }) => project().columns(run, epoch),
    'samples.history': ({ run, sample }) => project().history(run, sample),
    'samples.story': ({ run, sample, epoch }) => project().story(run, sample, epoch),
    'samples.seen': (asked) => seenSample(window.project(), images, asked),
    'samples.places': ({ run, sample }) => project().places(run, sample),
    'samples.aggregates': ({ run }) => project().aggregates(run),
    'dataset.sample': ({ dataset, sample }) => project().sample(dataset, sample),
    'dataset.exclude': ({ dataset }) => curation.version(window.project(), dataset),
    'dataset.duplicates': ({ dataset, most }) =>
      curation.duplicates(window.project(), dataset, most),
    'samples.tag': ({ selection, tag, set }) =>
      changeSamples(selection.query.dataset, (writable) =>
        writable.tagSamples(selection, tag, set, nameOf(writable.who)),
      ),
    'samples.note': ({ dataset, sample, text }) =>
      changeSamples(dataset, async (writable) => {
        await writable.noteSample(dataset, sample, text, nameOf(writable.who));
        return {};
      }),
    'samples.undo': ({ dataset }) =>
      changeSamples(dataset, async (writable) => ({ edit: await writable.undoSamples(dataset) })),
    'samples.redo': ({ dataset }) =>
      changeSamples(dataset, async (writable) => ({ edit: await writable.redoSamples(dataset) })),
    'samples.tagged': ({ selection }) => project().chosenTags(selection),
    'samples.labels': ({ dataset, sample }) => project().sampleLabels(dataset, sample),
    'tags.list': ({ dataset }) => project().tagList(dataset),
    'scores.list': ({ dataset }) => project().scores(dataset),

    'views.list': () => project().views(),
    async 'views.save'({ view, inPlaceOf }) {
      const shared = window.project();
      await (await shared.requireWrite()).saveView(view, inPlaceOf);
      shared.publish({ type: 'views' });
      return {};
    },
    async 'views.remove'({ name }) {
      const shared = window.project();
      await (await shared.requireWrite()).removeView(name);
      shared.publish({ type: 'views' });
      return {};
    },

    'samples.find': ({ query }) => project().find(query),
    'samples.window': ({ query, start, end, shown }) => project().window(query, start, end, shown),
    'samples.place': async ({ query, sample }) => ({ place: await project().place(query, sample) }),
    'samples.facets': ({ query, fields }) => project().facets(query, fields),
    'samples.confusion': ({ query }) => project().confusion(query),
    'samples.map': ({ query, map, columns, rows }) => project().map(query, map, columns, rows),
    'samples.overlap': ({ a, b }) => project().overlap(a, b),
    'samples.sparks': ({ run, samples }) => project().sparks(run, samples),
    'samples.neighbours': ({ run, sample, count }) => project().neighbours(run, sample, count),
    'dataset.labels': ({ dataset }) => project().labels(dataset),
    'dataset.thumbnails': ({ dataset }) => window.project().thumbnails.state(dataset),
    'dataset.mosaics': ({ dataset, samples }) => project().mosaics(dataset, samples),
    'dataset.pictures': ({ dataset, samples }) => project().pictures(dataset, samples),
    'dataset.image': ({ dataset, sample }) => images.image(window.project(), dataset, sample),

    'samples.export': ({ selection, target }) => exporting(window.project(), selection, target),

    'sql.run': ({ sql }) => queries.run(window.project().path, sql),
    'sql.stop': () => {
      queries.stop();
      return {};
    },

    events: () => window.events(),
  };
}

async function runDocuments(shared: SharedProject, jobs: RunJobs): Promise<Output<'runs.list'>> {
  const project = shared.project();
  const runs = await project.runs();
  return Promise.all(
    runs.map(async (run): Promise<RunDocument> => {
      const document = { ...run, epochs: await project.epochs(run.id) };
      const place = jobs.place(shared, run.id);
      if (place === null) return document;
      return place === 0 ? { ...document, status: 'running' } : { ...document, waitsFor: place };
    }),
  );
}

/** The settings with a project as the one that was opened last. */
function withRecent(settings: Settings, path: string): Settings {
  const others = settings.recentProjects.filter((recent) => recent.path !== path);
  const recentProjects = [{ path, openedAt: new Date().toISOString() }, ...others];
  return { ...settings, recentProjects: recentProjects.slice(0, MOST_RECENT_PROJECTS) };
}
