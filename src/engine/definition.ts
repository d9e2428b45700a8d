import type { engineNames } from '../core/recipe/parameters.ts';

export type EngineChoice = (typeof engineNames)[number];
export type EngineName = Exclude<EngineChoice, 'auto'>;

/** A tfjs backend that Mikke can train on. */
export type Engine = {
  /** Also the name of its tfjs backend. */
  name: EngineName;
  /** What it is, in sentences; an engine that was prepared may say more. */
  readonly description: string;
  /** Makes it the backend of tfjs. @throws Error whose message says, as a sentence, why it cannot */
  prepare(): Promise<void>;
};
