/** A shell over a folder of its own, and windows that are connected with it in this process. */
import { mkdtempSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../../src/rpc/client.ts';
import { connectionPair } from '../../../src/rpc/connection.ts';
import type { AppEvent, RunDocument } from '../../../src/rpc/contract.ts';
import { createShell } from '../../../src/rpc/handlers/shell.ts';
import { serveConnection } from '../../../src/rpc/server.ts';
import { writeShapes } from '../../support/idx-folder.ts';

export type App = Awaited<ReturnType<typeof startApp>>;
export type AppWindow = ReturnType<App['window']>;

/** Small enough that an epoch takes a part of a second. */
const settings = {
  ...{ model: 'resnet8', width: 2, batch: 16, epochs: 3, hide: 0.3, tau: 0, seed: 1 },
} as const;

export async function startApp() {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-shell-'));
  const images = join(folder, 'images');
  mkdirSync(images);
  writeShapes(images, 96, 32);
  const dataFolder = join(folder, 'data');
  const shell = await createShell({
    ...{ shell: 'serve', dataFolder, node: process.execPath, pollMilliseconds: 20 },
  });
  let windows = 0;

  function window() {
    const id = `window ${++windows}`;
    const [own, theirs] = connectionPair();
    serveConnection(theirs, shell.handlersFor(id), () => undefined);
    const client = createClient(own, () => shell.release(id));
    const events: AppEvent[] = [];
    const lookers = new Set<() => void>();
    client.follow(
      'events',
      {},
      (event) => {
        events.push(event);
        for (const look of lookers) look();
      },
      () => undefined,
    );

    /** The next event, or one that has come already, that fits; events before it are forgotten. */
    const event = (fits: (event: AppEvent) => boolean) =>
      new Promise<AppEvent>((resolve) => {
        const look = () => {
          const found = events.findIndex(fits);
          if (found === -1) return;
          lookers.delete(look);
          resolve(events.splice(0, found + 1)[found]);
        };
        lookers.add(look);
        look();
      });

    /** The run, once it fits; looked at whenever runs have changed. */
    async function run(id: number, fits: (run: RunDocument) => boolean): Promise<RunDocument> {
      for (;;) {
        const found = (await client.call('runs.list', {})).find((run) => run.id === id);
        if (found !== undefined && fits(found)) return found;
        await event(({ type }) => type === 'runs');
      }
    }

    const recipe = (changes: Record<string, unknown> = {}) => ({
      ...settings,
      dataset: images,
      ...changes,
    });

    return {
      ...{ call: client.call, close: client.close, events, event, run, recipe },
      start: async (changes: Record<string, unknown> = {}, name = 'first') =>
        (await client.call('runs.start', { recipe: recipe(changes), name })).run,
      open: (path: string) => client.call('project.open', { path, create: true }),
    };
  }

  return {
    ...{ folder, dataFolder, shell, window },
    path: join(folder, 'first.mikke'),
    async end() {
      await shell.close();
      rmSync(folder, { recursive: true });
    },
  };
}
