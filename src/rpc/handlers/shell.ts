/** What both shells host: open projects, the queue of jobs, settings, and what each window may call. */
import { reportOf } from '../../core/errors/error.ts';
import type { AppEvent } from '../contract.ts';
import type { Handlers } from '../server.ts';
import { createCuration } from './curation.ts';
import { createFullImages } from './full-images.ts';
import { createHandlers, type Services } from './handlers.ts';
import { createOpenProjects } from './open-projects.ts';
import { createOwnTemplates } from './own-templates.ts';
import { createRunJobs } from './run-jobs.ts';
import { openSettings } from './settings.ts';
import { createWindow, type Window } from './window.ts';

const POLL_MILLISECONDS = 1000;

export type ShellOptions = {
  shell: 'serve' | 'electron';
  /** Where settings, a person's templates, the sample project and the quick start's project are kept. */
  dataFolder: string;
  /** Path of a Node 24 binary for the trainers. */
  node: string;
  /** How often a project that another process writes is looked at. */
  pollMilliseconds?: number;
};

export type Shell = {
  /** The procedures as one window calls them; `connection` is any name of its own. */
  handlersFor(connection: string): Handlers;
  /** The window is gone: its project is closed if nobody else holds it. What it started goes on. */
  release(connection: string): void;
  /** What would be stopped by `close`, as a clause, or null. */
  busy(): Promise<string | null>;
  /** Stops what runs at its next batch, and closes every project. */
  close(): Promise<void>;
};

export async function createShell(options: ShellOptions): Promise<Shell> {
  const { shell, dataFolder, node, pollMilliseconds = POLL_MILLISECONDS } = options;
  const windows = new Map<string, Window>();
  /** For the first window that listens. */
  const unheard: AppEvent[] = [];
  const services: Services = {
    shell,
    dataFolder,
    node,
    settings: await openSettings(dataFolder, (problem) => {
      unheard.push({ type: 'notice', ...reportOf(problem) });
    }),
    projects: createOpenProjects(shell === 'serve' ? 'mikke serve' : 'Mikke', pollMilliseconds),
    jobs: createRunJobs(node),
    curation: createCuration(),
    templates: createOwnTemplates(dataFolder),
    images: createFullImages(),
    tellAll: (event) => {
      for (const window of windows.values()) window.tell(event);
    },
  };

  return {
    handlersFor(connection) {
      const window = windows.get(connection) ?? createWindow(unheard);
      windows.set(connection, window);
      return createHandlers(services, window);
    },
    release(connection) {
      void windows.get(connection)?.close();
      windows.delete(connection);
    },
    busy: services.jobs.busy,
    async close() {
      await services.jobs.close();
      await services.images.close();
      await Promise.all([...windows.values()].map((window) => window.close()));
      await services.projects.close();
    },
  };
}
