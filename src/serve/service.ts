import type { Handlers } from '../rpc/server.ts';

/** What a shell serves to each of its windows. */
export type Service = {
  handlersFor(connection: number): Handlers;
  /** The window is gone. */
  release(connection: number): void;
};
