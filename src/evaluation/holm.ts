/**
 * Holm's step-down correction of a family of p-values (Scandinavian Journal of Statistics 1979): the k-th
 * smallest of n times n − k + 1, never below those before it, at most 1. In the order given; NaN stays NaN
 * and does not count.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).filter((i) => !Number.isNaN(p[i]));
  order.sort((a, b) => p[a] - p[b]);
  const adjusted = p.map(() => Number.NaN);
  let least = 0;
  order.forEach((i, k) => {
    least = Math.max(least, Math.min(1, p[i] * (order.length - k)));
    adjusted[i] = least;
  });
  return adjusted;
}
