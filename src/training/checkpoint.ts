/**
 * What a run needs to go on as if it had never stopped: the epoch, the learner's state (weights,
 * running statistics, optimiser slots) and the ledger. Random streams carry no state between
 * epochs: the recipe's seed and the epoch are all of them.
 */
import type { PreludeResult } from '../core/hiding/policy.ts';
import type { Ledger } from '../core/ledger/ledger.ts';
import { parseRecipe, type Recipe } from '../core/recipe/recipe.ts';
import { decodeArrays, encodeArrays, type NamedArray } from './arrays.ts';
import type { StateArray } from './learner.ts';

export type Checkpoint = {
  /** The last epoch that is done. */
  epoch: number;
  recipe: Recipe;
  state: readonly StateArray[];
  ledger: Ledger;
  /** For a policy with models of its own. */
  prelude: PreludeResult | null;
};

const ledgerFields = [
  'loss',
  'confidence',
  'predicted',
  'correct',
  'forgetting',
  'timesHidden',
] as const;

export function encodeCheckpoint({ epoch, recipe, state, ledger, prelude }: Checkpoint) {
  return encodeArrays({ kind: 'checkpoint', epoch, recipe }, [
    ...state.map((array) => ({ ...array, name: `model/${array.name}` })),
    ...ledgerFields.map((field) => ({
      name: `ledger/${field}`,
      shape: [ledger.size],
      values: ledger[field],
    })),
    ...(prelude === null
      ? []
      : [
          { name: 'prelude/scores', shape: [ledger.size], values: prelude.scores },
          {
            name: 'prelude/held-out',
            shape: [prelude.heldOut.length],
            values: prelude.heldOut,
          },
        ]),
  ]);
}

/** @throws Error saying in a clause why the bytes are no checkpoint of such a run */
export function decodeCheckpoint(bytes: Uint8Array, recipe: Recipe, ledger: Ledger): Checkpoint {
  const { meta, arrays } = decodeArrays(bytes);
  if (meta['kind'] !== 'checkpoint' || !Number.isInteger(meta['epoch'])) {
    throw new Error('it is not a checkpoint');
  }
  if (JSON.stringify(parseRecipe(meta['recipe'])) !== JSON.stringify(recipe)) {
    throw new Error('it belongs to another recipe');
  }
  const state = statesIn(arrays.filter(({ name }) => name.startsWith('model/'))).map((array) => ({
    ...array,
    name: array.name.slice('model/'.length),
  }));
  for (const field of ledgerFields) fill(ledger[field], field, arrays);
  const prelude = preludeIn(arrays, ledger.size);
  return { epoch: meta['epoch'] as number, recipe, state, ledger, prelude };
}

const statesIn = (arrays: NamedArray[]): StateArray[] =>
  arrays.map(({ name, shape, values }) => {
    if (!(values instanceof Float32Array)) throw new Error(`the array ${name} is not float32`);
    return { name, shape, values };
  });

function preludeIn(arrays: NamedArray[], samples: number): PreludeResult | null {
  const named = (name: string) => arrays.find((array) => array.name === `prelude/${name}`)?.values;
  const scores = named('scores');
  const heldOut = named('held-out');
  if (scores === undefined && heldOut === undefined) return null;
  const fits = scores instanceof Float32Array && scores.length === samples;
  if (!fits || !(heldOut instanceof Uint32Array)) {
    throw new Error(`its scores are not those of ${samples} samples`);
  }
  return { scores, heldOut };
}

function fill(into: NamedArray['values'], field: string, arrays: NamedArray[]): void {
  const array = arrays.find(({ name }) => name === `ledger/${field}`);
  if (array?.values.length !== into.length || array.values.constructor !== into.constructor) {
    throw new Error(`its ledger has no ${field} for ${into.length} samples`);
  }
  into.set(array.values);
}

/** The final weights and running statistics, without the optimiser's slots. */
export function encodeWeights(recipe: Recipe, classNames: string[], state: readonly StateArray[]) {
  const weights = state.filter(({ name }) => !name.endsWith('.velocity'));
  return encodeArrays(
    { kind: 'weights', model: recipe.model, width: recipe.width, classNames },
    weights.map((array) => ({ ...array })),
  );
}

/** @throws Error saying in a clause why the bytes are no final weights */
export function decodeWeights(bytes: Uint8Array): StateArray[] {
  const { meta, arrays } = decodeArrays(bytes);
  if (meta['kind'] !== 'weights') throw new Error('they are not the weights of a run');
  return statesIn(arrays);
}
