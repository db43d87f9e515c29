const MAX_TERMS = 100_000;

/**
 * Gauss's hypergeometric function ₂F₁(a, b; c; z) by its series (DLMF 15.2.1), for 0 ≤ z < 1 and c other than 0, −1, −2, …
 * Terms fall like zⁿ: near 1 many are needed, and from 0.999 on the last digits go.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < MAX_TERMS; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    // Terms may grow before they fall.
    if (Math.abs(term) <= 1e-16 * Math.abs(sum) && n > Math.abs(c)) break;
  }
  return sum;
}
