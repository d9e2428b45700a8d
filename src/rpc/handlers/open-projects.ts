/**
 * The projects that are open in a shell. Each is open once, whatever number of windows and jobs
 * hold it, and is closed when the last of them lets go.
 */
import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { MikkeError } from '../../core/errors/error.ts';
import { openProject, type Project } from '../../project/project.ts';
import type { AppEvent, ProjectInfo } from '../contract.ts';
import { inTurn } from './in-turn.ts';
import { followWriter } from './follow-writer.ts';
import { createThumbnailJob, type ThumbnailJob } from './thumbnail-job.ts';

export type SharedProject = {
  readonly path: string;
  /** To be used at once: another one takes its place when a reader becomes the writer. */
  project(): Project;
  info(): ProjectInfo;
  /** Becomes the writer if nobody else is it any longer. @throws project-in-use */
  requireWrite(): Promise<Project>;
  publish(event: AppEvent): void;
  readonly thumbnails: ThumbnailJob;
  /** Whoever holds the project hears what happens to it. */
  hold(onEvent: (event: AppEvent) => void): Hold;
};

/** One who has a project open; `release` may be called again and then does nothing. */
export type Hold = { shared: SharedProject; release(): Promise<void> };

export type OpenProjects = {
  /** @throws what `openProject` throws */
  open(path: string, create: boolean, onEvent: (event: AppEvent) => void): Promise<Hold>;
  close(): Promise<void>;
};

/**
 * @param who names this shell to others who open a project meanwhile
 * @param pollMilliseconds how often a project that another process writes is looked at
 */
export function createOpenProjects(who: string, pollMilliseconds: number): OpenProjects {
  const shared = new Map<string, { project: SharedProject; close(): Promise<void> }>();
  // Opening waits for a closing of the same file, which holds its lock to the end.
  const oneByOne = inTurn();

  async function share(key: string, path: string, create: boolean): Promise<SharedProject> {
    let project = await openToUse(path, create);
    const listeners = new Set<(event: AppEvent) => void>();
    const publish = (event: AppEvent) => {
      for (const listener of listeners) listener(event);
      // With a run may come a data set.
      if (event.type === 'runs') thumbnails.go();
    };
    const thumbnails = createThumbnailJob(() => project, publish);
    const upgrading = inTurn();
    let closed = false;

    const info = (): ProjectInfo => ({
      path,
      name: basename(path, '.mikke'),
      access: project.access,
      writer: project.writer,
    });

    /** Tries whether it can be written by now. */
    const upgrade = () =>
      upgrading(async () => {
        if (closed || project.access === 'write') return;
        const again = await openProject(path, { access: 'write', who });
        const changed = again.access === 'write' || again.writer !== project.writer;
        const left = changed ? project : again;
        if (changed) project = again;
        await left.close();
        if (!changed) return;
        publish({ type: 'project', project: info() });
        publish({ type: 'runs' });
      });

    const stopFollowing =
      project.access === 'read' && project.writer !== null
        ? followWriter({ project: () => project, publish, upgrade }, pollMilliseconds)
        : () => undefined;

    async function close(): Promise<void> {
      closed = true;
      stopFollowing();
      shared.delete(key);
      await thumbnails.close();
      // A try that is on its way may still take its place.
      await upgrading(() => project.close());
    }

    const own: SharedProject = {
      path,
      project: () => project,
      info,
      async requireWrite() {
        if (project.access === 'read') await upgrade();
        project.requireWrite();
        return project;
      },
      publish,
      thumbnails,
      hold(onEvent) {
        // A listener of its own, so that one function may hold twice.
        const listener = (event: AppEvent) => onEvent(event);
        listeners.add(listener);
        return {
          shared: own,
          release: () =>
            oneByOne(async () => {
              if (listeners.delete(listener) && listeners.size === 0) await close();
            }),
        };
      },
    };
    shared.set(key, { project: own, close });
    thumbnails.go();
    return own;
  }

  /** A file that may only be read is opened for reading. */
  async function openToUse(path: string, create: boolean): Promise<Project> {
    try {
      return await openProject(path, { access: 'write', create, who });
    } catch (error) {
      const readable = error instanceof MikkeError && error.code === 'project-not-writable';
      if (!readable) throw error;
      return openProject(path, { access: 'read', who }).catch(() => {
        throw error;
      });
    }
  }

  return {
    open: (given, create, onEvent) =>
      oneByOne(async () => {
        const path = resolve(given);
        const key = await realpath(path).catch(() => path);
        const project = shared.get(key)?.project ?? (await share(key, path, create));
        return project.hold(onEvent);
      }),
    close: () =>
      oneByOne(async () => {
        await Promise.all([...shared.values()].map(({ close }) => close()));
      }),
  };
}
