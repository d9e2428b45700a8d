import type { Handlers } from '../rpc/server.ts';

/** What a shell serves to each of its windows; a connection is any name of its own. */
export type Service = {
  handlersFor(connection: string): Handlers;
  /** The window is gone. */
  release(connection: string): void;
};
