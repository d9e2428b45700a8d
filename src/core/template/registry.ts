import { MikkeError } from '../errors/error.ts';
import { suggestKey } from '../errors/suggest.ts';
import {
  efficientTrainPlusPlusConvnext,
  efficientTrainPlusPlusDeit,
  efficientTrainPlusPlusResnet,
  efficientTrainV1,
} from './efficienttrain.ts';
import { infobatch } from './infobatch.ts';
import { kakurenboCifar100, kakurenboFractal, kakurenboImagenet } from './kakurenbo.ts';
import { kakurenboEfficientTrainPlusPlus } from './kakurenbo-efficienttrain-plus-plus.ts';
import { progressiveResizing } from './progressive-resizing.ts';
import { selectiveBackprop } from './selective-backprop.ts';
import type { Template } from './template.ts';

/** Every template: one line each, in the order in which they are listed. */
export const templates: readonly Template[] = [
  kakurenboCifar100,
  kakurenboImagenet,
  kakurenboFractal,
  efficientTrainV1,
  efficientTrainPlusPlusResnet,
  efficientTrainPlusPlusConvnext,
  efficientTrainPlusPlusDeit,
  infobatch,
  selectiveBackprop,
  progressiveResizing,
  kakurenboEfficientTrainPlusPlus,
];

/**
 * @param own a person's own, which come before published ones of their names
 * @throws unknown-template, with the name that was probably meant
 */
export function templateNamed(name: string, own: readonly Template[] = []): Template {
  const all = [...own, ...templates];
  const found = all.find((template) => template.name === name);
  if (found !== undefined) return found;
  const names = all.map((template) => template.name);
  throw new MikkeError('unknown-template', { name, suggestion: suggestKey(name, names) });
}
