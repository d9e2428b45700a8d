/**
 * Places for labels that would stand over each other: each as near to the place it wants as can be,
 * in the same order, at least `gap` apart, between `from` and `to` as long as there is room.
 */
export function spread(wanted: readonly number[], gap: number, from: number, to: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  /** Labels that push each other, as one block around the mean of what they want. */
  const blocks: { start: number; size: number }[] = [];
  const starts = order.map((i, place) => ({ place, want: wanted[i] }));
  const groups: { want: number; count: number }[] = [];
  for (const { want } of starts) {
    groups.push({ want, count: 1 });
    for (let last = groups.at(-1), before = groups.at(-2); last && before;) {
      const room = (gap * (last.count + before.count)) / 2;
      if (last.want - before.want >= room) break;
      const count = last.count + before.count;
      const want = (before.want * before.count + last.want * last.count) / count;
      groups.splice(-2, 2, { want, count });
      last = groups.at(-1);
      before = groups.at(-2);
    }
  }
  for (const { want, count } of groups) {
    const size = gap * (count - 1);
    blocks.push({ start: Math.max(from, Math.min(to - size, want - size / 2)), size });
  }
  const placed = new Array<number>(wanted.length);
  let next = 0;
  blocks.forEach(({ start }, b) => {
    for (let k = 0; k < groups[b].count; k++) placed[order[next++]] = start + k * gap;
  });
  return placed;
}
