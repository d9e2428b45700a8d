import { hidingSettingKeys, viewSettingKeys, type ParameterKey } from './parameters.ts';

export type ParameterGroup = { title: string; keys: readonly ParameterKey[] };

/** Every setting of a recipe once, with those that it stands together with in forms and help. */
export const parameterGroups: readonly ParameterGroup[] = [
  { title: 'Data', keys: ['dataset', 'limit', 'testLimit', 'validation', 'dataSeed'] },
  { title: 'Model', keys: ['model', 'width'] },
  {
    title: 'Optimiser',
    keys: ['batch', 'lr', 'lrSchedule', 'momentum', 'nesterov', 'weightDecay'],
  },
  { title: 'Hiding', keys: ['policy', ...hidingSettingKeys] },
  { title: 'Views', keys: ['view', ...viewSettingKeys, 'resampling'] },
  {
    title: 'Augmentation',
    keys: [
      ...(['augment', 'magnitude', 'cropPadding', 'flip', 'erase'] as const),
      ...(['mixup', 'cutmix', 'labelSmoothing'] as const),
    ],
  },
  { title: 'Run', keys: ['epochs', 'seed', 'engine'] },
];
