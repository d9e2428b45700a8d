/** What a sample must pass to be hidden where a policy moves back, one test after the other. */
import type { HidingFigures } from '../../src/core/hiding/policy.ts';
import { apart, whole } from '../../src/core/hiding/words.ts';

export type Test = { words: string; passed: boolean };

/** Up to the first that is not passed: what comes after it was not asked. */
export function testsOf(figures: HidingFigures | null, movesBack: boolean): Test[] {
  if (figures === null || figures.candidates === 0) return [];
  const { candidates, candidate, correct, confidence, tau } = figures;
  const [sureness, limit] = apart(confidence, tau);
  const sure = confidence >= tau;
  const all: Test[] = [
    { words: `among the ${whole(candidates)} lowest losses`, passed: candidate },
    ...(movesBack
      ? [
          { words: 'right', passed: correct },
          { words: `confidence ${sureness} ${sure ? '≥' : '<'} ${limit}`, passed: sure },
        ]
      : []),
  ];
  const failed = all.findIndex(({ passed }) => !passed);
  return failed === -1 ? all : all.slice(0, failed + 1);
}
