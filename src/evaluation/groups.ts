import type { Scores } from './ranking';

/** A metric within each group that has both classes, in ascending order of group: the items' own AUC, for example. */
export function byGroup(
  metric: (score: Scores, label: Uint8Array) => number,
  score: Scores,
  label: Uint8Array,
  group: Int32Array,
): Map<number, number> {
  const values = new Map<number, number>();
  for (const [g, rows] of rowsByGroup(group)) {
    const part = pick(score, label, rows);
    if (part.label.includes(0) && part.label.includes(1)) values.set(g, metric(part.score, part.label));
  }
  return values;
}

/** The scores and labels of some rows. */
export function pick(score: Scores, label: Uint8Array, rows: Int32Array) {
  const part = { score: new Float64Array(rows.length), label: new Uint8Array(rows.length) };
  for (let i = 0; i < rows.length; i++) {
    part.score[i] = score[rows[i]];
    part.label[i] = label[rows[i]];
  }
  return part;
}

/** The rows of each group, in ascending order of group. */
export function rowsByGroup(group: Int32Array): Map<number, Int32Array> {
  const { of, ids } = numberGroups(group);
  const counts = new Int32Array(ids.length);
  for (const g of of) counts[g]++;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  const next = new Int32Array(ids.length);
  of.forEach((g, row) => {
    rows[g][next[g]++] = row;
  });
  return new Map(rows.map((inGroup, g) => [ids[g], inGroup]));
}

/**
 * Numbers groups from 0 in ascending order, so that the order of rows does not matter.
 * @returns `of` each row its group's number [n], and the group behind each number
 */
export function numberGroups(group: Int32Array): { readonly of: Int32Array; readonly ids: Int32Array } {
  const ids = Int32Array.from(new Set(group)).sort();
  const numbers = new Map(Array.from(ids, (id, number) => [id, number]));
  return { of: group.map((id) => numbers.get(id)!), ids };
}
