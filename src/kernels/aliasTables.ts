/**
 * Tables that draw entries of a list by weight in constant time (Walker 1977; Vose 1991): entry e, drawn
 * uniformly, is kept with probability `keep[e]` and becomes `alias[e]` otherwise.
 */
export interface AliasTables {
  readonly keep: Float32Array;
  readonly alias: Int32Array;
}

/**
 * One table for each list `offsets[i] … offsets[i + 1])` of weights of 0 or more. In a list whose weights are all 0,
 * every entry is kept.
 */
export function aliasTables(offsets: Int32Array, weights: Float32Array | Float64Array): AliasTables {
  const keep = new Float32Array(weights.length).fill(1);
  const alias = new Int32Array(weights.length).map((_, e) => e);
  const small = new Int32Array(weights.length);
  const large = new Int32Array(weights.length);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const from = offsets[i];
    const to = offsets[i + 1];
    let total = 0;
    for (let e = from; e < to; e++) total += weights[e];
    if (total === 0) continue;
    let smalls = 0;
    let larges = 0;
    for (let e = from; e < to; e++) {
      keep[e] = (weights[e] * (to - from)) / total;
      if (keep[e] < 1) small[smalls++] = e;
      else large[larges++] = e;
    }
    while (smalls && larges) {
      const low = small[--smalls];
      const high = large[larges - 1];
      alias[low] = high;
      keep[high] -= 1 - keep[low];
      if (keep[high] < 1) {
        larges--;
        small[smalls++] = high;
      }
    }
    // What is left over is 1 but for rounding.
    while (larges) keep[large[--larges]] = 1;
    while (smalls) keep[small[--smalls]] = 1;
  }
  return { keep, alias };
}
