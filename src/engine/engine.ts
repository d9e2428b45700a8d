/** The one door to the engines: what prepares one, says why it was taken, and checks its sums. */
import { MikkeError, sentence } from '../core/errors/error.ts';
import type { Engine, EngineChoice, EngineName } from './definition.ts';
import { engines } from './registry.ts';
import { selfTest } from './self-test.ts';

export { isOutOfMemory } from './memory.ts';

/** An engine that was taken, and why, as a sentence. */
export type ChosenEngine = { name: EngineName; reason: string };

/**
 * Makes an engine the one that computes, after its self-test; `auto` takes the first that works.
 * @throws MikkeError engine-unavailable, engine-wrong
 */
export async function prepareEngine(asked: EngineChoice): Promise<ChosenEngine> {
  if (asked === 'auto') return takeFirst();
  const engine = engines.find(({ name }) => name === asked) as Engine;
  const failure = await start(engine);
  if (failure) throw failureError(engine, failure);
  return { name: engine.name, reason: 'It was asked for by name.' };
}

/** What every engine says of itself here, and the one that `auto` takes; that one is prepared then. */
export async function surveyEngines(): Promise<{
  engines: { name: EngineName; usable: boolean; reason: string }[];
  chosen: ChosenEngine;
}> {
  const survey = [];
  for (const engine of engines) {
    const failure = await start(engine);
    const reason = failure ? failure.problem : engine.description;
    survey.push({ name: engine.name, usable: !failure, reason });
  }
  return { engines: survey, chosen: await takeFirst() };
}

async function takeFirst(): Promise<ChosenEngine> {
  const passedOver: string[] = [];
  for (const engine of engines) {
    const failure = await start(engine);
    if (!failure) {
      const reason = ['It is the fastest engine that works here.', ...passedOver].join(' ');
      return { name: engine.name, reason };
    }
    passedOver.push(`${engine.name} was passed over: ${failure.problem}`);
  }
  throw new MikkeError('engine-unavailable', { engine: 'auto', reason: passedOver.join(' ') });
}

/** Why an engine cannot be taken: it did not start, or its sums are wrong. A sentence. */
type Failure = { code: 'engine-unavailable' | 'engine-wrong'; problem: string; cause?: unknown };

async function start(engine: Engine): Promise<Failure | null> {
  try {
    await engine.prepare();
  } catch (cause) {
    return { code: 'engine-unavailable', problem: messageOf(cause), cause };
  }
  try {
    const problem = await selfTest(engine);
    return problem === null ? null : { code: 'engine-wrong', problem };
  } catch (cause) {
    return { code: 'engine-wrong', problem: messageOf(cause), cause };
  }
}

const messageOf = (thrown: unknown) =>
  sentence(thrown instanceof Error ? thrown.message : String(thrown));

const failureError = ({ name }: Engine, { code, problem, cause }: Failure) =>
  code === 'engine-wrong'
    ? new MikkeError(code, { engine: name, problem }, cause)
    : new MikkeError(code, { engine: name, reason: problem }, cause);
