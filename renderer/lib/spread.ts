/**
 * Places for labels that would stand over each other: in the order of the places they want and as
 * near to them as can be, at least `gap` apart, between `from` and `to` as long as there is room.
 */
export function spread(wanted: readonly number[], gap: number, from: number, to: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  // Labels that would touch become a group, centred on the mean of what its labels want.
  const groups: { centre: number; labels: number[] }[] = [];
  const startOf = ({ centre, labels }: (typeof groups)[number]) => {
    const size = gap * (labels.length - 1);
    return Math.max(from, Math.min(to - size, centre - size / 2));
  };
  for (const label of order) {
    let group = { centre: wanted[label], labels: [label] };
    let before = groups.at(-1);
    while (before && startOf(group) < startOf(before) + gap * before.labels.length) {
      const labels = [...before.labels, ...group.labels];
      const centre = labels.reduce((sum, i) => sum + wanted[i], 0) / labels.length;
      group = { centre, labels };
      groups.pop();
      before = groups.at(-1);
    }
    groups.push(group);
  }
  const placed = new Array<number>(wanted.length);
  for (const group of groups) {
    group.labels.forEach((label, k) => (placed[label] = startOf(group) + k * gap));
  }
  return placed;
}
