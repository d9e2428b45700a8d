import { expect, it } from 'vitest';
import { testsOf } from '../../../renderer/sample/tests.ts';

const figures = {
  ...{ loss: 0.1, rank: 3, samples: 10, candidates: 4, candidate: true },
  ...{ correct: true, confidence: 0.9, tau: Math.fround(0.7) },
};
const said = (given: Partial<typeof figures>, movesBack = true) =>
  testsOf({ ...figures, ...given }, movesBack).map(
    ({ words, passed }) => `${words}: ${passed ? 'yes' : 'no'}`,
  );
const lowest = 'among the 4 lowest losses';

it.each([
  [
    'a hidden sample passes all',
    {},
    [`${lowest}: yes`, 'right: yes', 'confidence 0.90 ≥ 0.70: yes'],
  ],
  ['the first that fails is the last', { correct: false }, [`${lowest}: yes`, 'right: no']],
  [
    'a confidence just below tau is told apart from it',
    { confidence: Math.fround(0.69996) },
    [`${lowest}: yes`, 'right: yes', 'confidence 0.69996 < 0.70000: no'],
  ],
  ['who is no candidate is asked nothing more', { candidate: false }, [`${lowest}: no`]],
  ['nothing is asked where nobody is a candidate', { candidates: 0 }, []],
])('%s', (_, given, expected) => {
  expect(said(given)).toEqual(expected);
});

it('asks for the loss alone where nobody is moved back', () => {
  expect(said({ correct: false }, false)).toEqual([`${lowest}: yes`]);
});

it('asks nothing of a policy that has no such tests', () => {
  expect(testsOf(null, true)).toEqual([]);
});
