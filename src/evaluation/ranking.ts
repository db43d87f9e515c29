import { InputError } from '../base/errors';

export type Scores = Float32Array | Float64Array;

/** Positions sorted by score, highest first. @throws InputError for NaN, other labels than 0 and 1, or differing lengths */
export function rank(score: Scores, label: Uint8Array): Uint32Array {
  requireScores(score, label);
  return sortDescending(score);
}

function requireScores(score: Scores, label: Uint8Array): void {
  if (score.length !== label.length)
    throw new InputError(`${score.length} scores for ${label.length} labels`, undefined, 'as many scores as labels');
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i])) throw new InputError(`score ${i} is NaN`, undefined, 'numbers');
    if (label[i] > 1) throw new InputError(`label ${i} is ${label[i]}`, undefined, '0 or 1');
  }
}

/** Radix sort of the numbers' bits, 16 a pass; stable, so equal scores keep their order. */
function sortDescending(score: Scores): Uint32Array {
  const n = score.length;
  // −0 and 0 are one score.
  const copy = score.map((value) => value || 0);
  const words = copy.BYTES_PER_ELEMENT / 4;
  const keys = new Uint32Array(copy.buffer);
  // Bits of negative numbers ascend as the numbers fall; those of the others are turned round to come first.
  for (let at = 0; at < keys.length; at += words) {
    if (keys[at + words - 1] & 0x80000000) continue;
    for (let word = 0; word < words; word++) keys[at + word] = ~keys[at + word];
    keys[at + words - 1] &= 0x7fffffff;
  }
  let order = Uint32Array.from({ length: n }, (_, i) => i);
  let spare = new Uint32Array(n);
  for (let pass = 0; pass < 2 * words; pass++) {
    const word = pass >>> 1;
    const shift = 16 * (pass & 1);
    const starts = new Uint32Array(65537);
    for (let i = 0; i < n; i++) starts[((keys[words * i + word] >>> shift) & 0xffff) + 1]++;
    for (let b = 0; b < 65536; b++) starts[b + 1] += starts[b];
    for (let i = 0; i < n; i++) spare[starts[(keys[words * order[i] + word] >>> shift) & 0xffff]++] = order[i];
    [order, spare] = [spare, order];
  }
  return order;
}

/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half.
 * @throws InputError when a class is empty
 */
export function rocAuc(score: Scores, label: Uint8Array): number {
  const order = rank(score, label);
  let positives = 0;
  let concordant = 0;
  for (let i = 0; i < order.length; ) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    const value = score[order[i]];
    for (; i < order.length && score[order[i]] === value; i++) label[order[i]] ? tiedPositives++ : tiedNegatives++;
    concordant += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
  }
  const negatives = label.length - positives;
  requireBothClasses(positives, negatives);
  return concordant / (positives * negatives);
}

/**
 * Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the highest down, as scikit-learn has it.
 * Only the positives are sorted: early stopping asks after every tree.
 * @throws InputError when a class is empty
 */
export function averagePrecision(score: Scores, label: Uint8Array): number {
  requireScores(score, label);
  let n = 0;
  for (let i = 0; i < label.length; i++) n += label[i];
  const positive = new Float64Array(n);
  for (let i = 0, next = 0; i < label.length; i++) if (label[i] === 1) positive[next++] = score[i];
  positive.sort();
  requireBothClasses(n, label.length - n);
  const negativesAbove = countNegatives(score, label, positive);
  let sum = 0;
  // Equal scores are one step: all of the step's positives have the precision at its end.
  for (let end = n; end > 0; ) {
    let start = end - 1;
    while (start > 0 && positive[start - 1] === positive[end - 1]) start--;
    const above = n - start;
    sum += (end - start) * (above / (above + negativesAbove[end]));
    end = start;
  }
  return sum / n;
}

const CELLS = 1 << 16;

/** [n + 1], at `k` the number of negatives that score at least as high as `k` of the ascending positives. */
function countNegatives(score: Scores, label: Uint8Array, positive: Float64Array): Uint32Array {
  const n = positive.length;
  const low = positive[0];
  const high = positive[n - 1];
  // Equal cells between lowest and highest positive, so that a look into one cell finds a negative's place.
  const scale = Math.min(Number.MAX_VALUE, (CELLS - 1) / (high - low));
  const cellOf = (value: number) => Math.trunc((value - low) * scale);
  const cells = new Uint32Array(CELLS + 1);
  const usable = high > low && Number.isFinite(high - low);
  for (let i = 0; i < n; i++) cells[(usable ? cellOf(positive[i]) : 0) + 1]++;
  for (let c = 0; c < CELLS; c++) cells[c + 1] += cells[c];
  const counts = new Uint32Array(n + 1);
  for (let i = 0; i < score.length; i++) {
    if (label[i] === 1) continue;
    const value = score[i];
    if (value < low) counts[0]++;
    else if (value >= high) counts[n]++;
    else {
      const cell = usable ? cellOf(value) : 0;
      let k = cells[cell];
      while (k < n && positive[k] <= value) k++;
      counts[k]++;
    }
  }
  for (let k = n - 1; k >= 0; k--) counts[k] += counts[k + 1];
  return counts;
}

/** Share of positives among the k highest scores, and share of all positives that are there; ties in the given order. */
export function topK(score: Scores, label: Uint8Array, k: number): { precision: number; recall: number } {
  const order = rank(score, label);
  const taken = Math.min(k, order.length);
  let hits = 0;
  let positives = 0;
  for (let i = 0; i < order.length; i++) {
    positives += label[order[i]];
    if (i < taken) hits += label[order[i]];
  }
  return { precision: hits / taken, recall: positives ? hits / positives : Number.NaN };
}

/** The rows of each group, by group number in order of first appearance. */
function rowsByGroup(group: Int32Array): Map<number, Int32Array> {
  const counts = new Map<number, number>();
  for (const g of group) counts.set(g, (counts.get(g) ?? 0) + 1);
  const rows = new Map([...counts].map(([g, count]) => [g, new Int32Array(count)]));
  const next = new Map<number, number>();
  for (let i = 0; i < group.length; i++) {
    const at = next.get(group[i]) ?? 0;
    rows.get(group[i])![at] = i;
    next.set(group[i], at + 1);
  }
  return rows;
}

/** A metric within each group that has both classes, by group: mean over items, for example. */
export function byGroup(
  metric: (score: Scores, label: Uint8Array) => number,
  score: Scores,
  label: Uint8Array,
  group: Int32Array,
): Map<number, number> {
  const values = new Map<number, number>();
  for (const [g, rows] of rowsByGroup(group)) {
    const labels = Uint8Array.from(rows, (row) => label[row]);
    if (labels.includes(0) && labels.includes(1))
      values.set(
        g,
        metric(
          Float64Array.from(rows, (row) => score[row]),
          labels,
        ),
      );
  }
  return values;
}

export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count++;
  }
  return sum / count;
}

function requireBothClasses(positives: number, negatives: number): void {
  if (positives === 0 || negatives === 0)
    throw new InputError(`${positives} positive and ${negatives} negative examples`, undefined, 'both classes');
}
