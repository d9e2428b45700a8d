import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MikkeError, errorFrom } from '../core/errors/error.ts';
import type { OpenRequest } from './open.ts';
import { callNames, type Opened, type ProjectCalls, type Reply, type Request } from './protocol.ts';

/** A project file, open in a thread of its own. Requests are carried out in the order in which they are made, but others overtake those that are long: `simulate`, `sparks`, and what needs a run's epochs to be counted first. */
export type Project = {
  [Name in keyof ProjectCalls]: (
    ...given: Parameters<ProjectCalls[Name]>
  ) => Promise<Awaited<ReturnType<ProjectCalls[Name]>>>;
} & {
  /** Absolute. */
  readonly path: string;
  /** Names this opener to others, as in "mikke train". */
  readonly who: string;
  /** `read` where another process writes, whatever was asked for. */
  readonly access: 'write' | 'read';
  /** Who else was writing when the project was opened, as in "mikke train (process 4242) since 10:31". */
  readonly writer: string | null;
  /** @throws project-in-use where this opener may only read */
  requireWrite(): void;
  /** Ends the thread and gives up the write lock; a second call waits for the first. */
  close(): Promise<void>;
};

export type OpenOptions = {
  access: 'write' | 'read';
  /** Make the project where there is none; for writing only. */
  create?: boolean;
  /** Names this opener to others, as in "mikke train". */
  who: string;
};

/**
 * Opens a project, or makes it. Where another process writes it, it is opened for reading.
 * An open project does not keep the process alive; a request that waits for its answer does.
 * @throws project-missing, project-not-a-project, project-newer, project-damaged,
 * project-not-writable, project-in-use (what another process is making, or writes in an older
 * format), disk-full
 */
export async function openProject(path: string, options: OpenOptions): Promise<Project> {
  const { access, create = false, who } = options;
  const request: OpenRequest = { path: resolve(path), access, create, who };
  const thread = startThread(request);
  const opened = (await thread.opened) as Opened;

  const calls = Object.fromEntries(
    callNames.map((call) => [call, (...given: unknown[]) => thread.ask(call, given)]),
  ) as Omit<Project, 'path' | 'who' | 'access' | 'writer' | 'requireWrite' | 'close'>;
  let closing: Promise<void> | null = null;
  return {
    ...calls,
    ...opened,
    path: request.path,
    who,
    requireWrite() {
      if (opened.access === 'write') return;
      const writer = opened.writer ?? 'nobody';
      throw new MikkeError('project-in-use', { path: request.path, writer });
    },
    close: () => (closing ??= thread.close()),
  };
}

/** The worker thread and the requests that wait for it. */
function startThread(request: OpenRequest) {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: request,
    // Not the options of this process, such as --eval, which are none of the thread's.
    execArgv: [],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let ended: Error | null = null;

  function wait(id: number): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>();
    waiting.set(id, asked);
    worker.ref();
    return asked.promise;
  }

  function settle(reply: Reply): void {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ('error' in reply) asked?.reject(errorFrom(reply.error));
    else asked?.resolve(reply.result);
  }

  function end(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }

  async function ask(call: Request['call'], given: unknown[]): Promise<unknown> {
    if (ended !== null) throw ended;
    const id = ++lastId;
    worker.postMessage({ id, call, arguments: given } satisfies Request);
    return wait(id);
  }

  const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const closed = new MikkeError('unexpected', { problem: 'The project is closed.' });
  worker.on('message', settle);
  worker.on('error', end);
  void exit.then(() => end(closed));

  return {
    opened: wait(lastId),
    ask,
    async close(): Promise<void> {
      if (ended === null) await ask('close', []);
      worker.ref();
      await exit;
    },
  };
}
