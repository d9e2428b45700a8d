/** A shell that knows only what it is. */
import { contract } from '../../src/rpc/contract.ts';
import type { Handlers } from '../../src/rpc/server.ts';
import type { Service } from '../../src/serve/service.ts';

export const info = {
  version: '1.0.0',
  shell: 'serve' as const,
  dataFolder: '/data',
  settings: { theme: 'system' as const, recentProjects: [] },
};

/** Labels enough that their place in a message is rarely a multiple of eight. */
export const labels = Uint16Array.from({ length: 1001 }, (_, i) => i);

/** `released` lists the connections that are over. */
export function fakeService() {
  const released: string[] = [];
  const known: Partial<Handlers> = {
    'app.info': () => info,
    'dataset.labels': () => labels,
    async *events() {
      yield { type: 'runs' };
      await new Promise(() => undefined);
    },
  };
  const missing = () => {
    throw new Error('The fake shell cannot do this.');
  };
  const all = Object.fromEntries(Object.keys(contract).map((name) => [name, missing]));
  const service: Service & { busy(): Promise<string | null> } = {
    handlersFor: () => ({ ...all, ...known }) as Handlers,
    release: (connection) => void released.push(connection),
    busy: async () => 'run 2',
  };
  return { service, released };
}
