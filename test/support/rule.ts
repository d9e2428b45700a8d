/** KAKURENBO's rule by brute force, over rows that `mikke samples` printed. */
import assert from 'node:assert/strict';

const names = [
  'epoch',
  'sample',
  'label',
  'predicted',
  'loss',
  'confidence',
  'correct',
  'hidden',
  'movedBack',
] as const;
export type Row = Record<(typeof names)[number], number>;

export function rowsOf(csv: string): Row[] {
  const [head, ...lines] = csv.trimEnd().split('\n');
  assert.equal(head, names.join(','));
  return lines.map((line) => {
    const values = line.split(',').map(Number);
    return Object.fromEntries(names.map((name, i) => [name, values[i]])) as Row;
  });
}

type Scheduled = { epoch: number; scheduledHideFraction: number };

/** Who is hidden and moved back in an epoch must follow from the rows of the epoch before. */
export function assertFollowsTheRule(
  rows: readonly Row[],
  epochs: readonly Scheduled[],
  size: number,
  tau: number,
): void {
  const of = (epoch: number) => rows.filter((row) => row.epoch === epoch);
  const numbers = (some: Row[]) => some.map(({ sample }) => sample).sort((a, b) => a - b);
  for (const { epoch, scheduledHideFraction } of epochs.slice(1)) {
    const allowed = Math.floor(scheduledHideFraction * size + 1e-9);
    const candidates = of(epoch - 1)
      .sort((a, b) => a.loss - b.loss || a.sample - b.sample)
      .slice(0, allowed);
    const passes = (row: Row) => row.correct === 1 && row.confidence >= tau;
    assert.deepEqual(
      numbers(of(epoch).filter(({ hidden }) => hidden)),
      numbers(candidates.filter(passes)),
    );
    assert.deepEqual(
      numbers(of(epoch).filter(({ movedBack }) => movedBack)),
      numbers(candidates.filter((row) => !passes(row))),
    );
  }
}
