/** Nodes and weights of Gauss and Legendre's rule with eight points on [−1, 1]; those of one sign. */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/** How far the integrand's logarithm may fall, and how far its argument go, within a panel: eight points leave 1e-13. */
const FALL_IN_PANEL = 4;
const LONGEST_PANEL = 1;

/** What has fallen so far below the largest value adds nothing any more. */
const NEGLIGIBLE = 45;

/**
 * log ∫ (a + u)⁻ᵖ (b + u)⁻ᵠ du from u = `from` to u = `to`, for a, b > 0, p, q ≥ 0 and 0 ≤ from ≤ to.
 *
 * In closed form this is a difference of Gaussian hypergeometric functions, whose series stands still where a and b are
 * far apart. Over the logarithm of the smaller factor the integrand is smooth everywhere, so it is summed by quadrature in
 * panels, with neither that trouble nor the cancellation of a difference. −∞ for an empty interval.
 */
export function logPowerIntegral(a: number, p: number, b: number, q: number, from: number, to: number): number {
  if (a < b) return logPowerIntegral(b, q, a, p, from, to);
  if (!(to > from)) return Number.NEGATIVE_INFINITY;
  // With b + u = eᵛ: ∫ (a − b + eᵛ)⁻ᵖ e^((1 − q) v) dv, taken relative to its value at the start.
  const apart = a - b;
  const start = Math.log(b + from);
  const end = start + Math.log1p((to - from) / (b + from));
  const logAt = (v: number) => -p * Math.log(apart + Math.exp(v)) + (1 - q) * v;
  const slopeAt = (v: number) => (-p * Math.exp(v)) / (apart + Math.exp(v)) + 1 - q;
  const reference = logAt(start);
  let highest = reference;
  let sum = 0;
  for (let v = start; v < end; ) {
    // The slope only falls: its ends bound it.
    const steepest = Math.max(Math.abs(slopeAt(v)), Math.abs(slopeAt(Math.min(end, v + LONGEST_PANEL))));
    const width = Math.min(end - v, LONGEST_PANEL, FALL_IN_PANEL / steepest);
    const half = width / 2;
    for (let k = 0; k < NODES.length; k++) {
      const away = half * NODES[k];
      const [below, above] = [logAt(v + half - away), logAt(v + half + away)];
      sum += half * WEIGHTS[k] * (Math.exp(below - reference) + Math.exp(above - reference));
    }
    v = width < end - v ? v + width : end;
    const here = logAt(v);
    highest = Math.max(highest, here);
    if (here < highest - NEGLIGIBLE) break;
  }
  return reference + Math.log(sum);
}
