import { expect, it } from 'vitest';
import { parameterGroups } from '../../../src/core/recipe/groups.ts';
import { parameterKeys } from '../../../src/core/recipe/parameters.ts';

it('put every setting in exactly one group', () => {
  expect(parameterGroups.flatMap(({ keys }) => keys).toSorted()).toEqual(parameterKeys.toSorted());
});
