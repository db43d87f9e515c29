import { numberGroups } from './groups';
import type { Scores } from './ranking';

/** Of the positives of one group, how many were found and by which branch. */
export interface GroupCauses {
  readonly group: number;
  readonly positives: number;
  /** How many are among the alerts; those that tie at the last place count in the share that is taken. */
  readonly found: number;
  /** Of those found, the mean share that each branch has in the reasons: its probability over the sum of all branches'. */
  readonly shares: ReadonlyMap<string, number>;
}

/**
 * Which branch of a late fusion finds which kind of positives. In a noisy-or the share p_b / Σ p of a branch is about the
 * probability that the outcome had its cause there.
 * @param score of the whole, [n]
 * @param branches each branch's own probabilities, [n] (`predictByBranch`)
 * @param group what kind of positive each is, [n]; read of positives alone
 * @param alerts how many of the riskiest are looked into
 */
export function causesByGroup(
  score: Scores,
  branches: ReadonlyMap<string, Float32Array>,
  label: Uint8Array,
  group: Int32Array,
  alerts: number,
): GroupCauses[] {
  const taken = shareTaken(score, alerts);
  const rows = Int32Array.from(label.keys()).filter((row) => label[row]);
  const { of, ids } = numberGroups(rows.map((row) => group[row]));
  const names = [...branches.keys()];
  const columns = [...branches.values()];
  const positives = new Int32Array(ids.length);
  const found = new Float64Array(ids.length);
  const sums = new Float64Array(ids.length * names.length);
  rows.forEach((row, i) => {
    const g = of[i];
    positives[g]++;
    found[g] += taken[row];
    let total = 0;
    for (const column of columns) total += column[row];
    for (let b = 0; b < names.length; b++)
      sums[g * names.length + b] += taken[row] * (total > 0 ? columns[b][row] / total : 1 / names.length);
  });
  return Array.from(ids, (id, g) => ({
    group: id,
    positives: positives[g],
    found: found[g],
    shares: new Map(names.map((name, b) => [name, sums[g * names.length + b] / found[g]])),
  }));
}

/** The share in which each is among the highest so many: 1 above the last place, an equal part for those who tie there. */
function shareTaken(score: Scores, alerts: number): Float64Array {
  const sorted = Float64Array.from(score).sort().reverse();
  const places = Math.min(alerts, sorted.length);
  const last = sorted[places - 1];
  let above = 0;
  let tied = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (sorted[i] > last) above++;
    else if (sorted[i] === last) tied++;
  }
  return Float64Array.from(score, (s) => (s > last ? 1 : s === last ? (places - above) / tied : 0));
}
