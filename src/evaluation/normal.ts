/** ½ ln 2π */
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** Φ(z), the standard normal distribution function, to 1e-15 (Marsaglia, Journal of Statistical Software 2004). */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > 8) return 1;
  if (z < -8) return upperTail(-z);
  let sum = z;
  let term = z;
  let before = 0;
  for (let i = 3; sum !== before; i += 2) {
    before = sum;
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI);
}

/** 2 (1 − Φ(|z|)), the two-sided p-value of z; keeps its digits far out in the tail. */
export function twoSidedP(z: number): number {
  const x = Math.abs(z);
  return x < 4 ? 2 * (1 - normalCdf(x)) : 2 * upperTail(x);
}

/** 1 − Φ(x) for large x by Laplace's continued fraction. */
function upperTail(x: number): number {
  let fraction = x;
  for (let k = 200; k > 0; k--) fraction = x + k / fraction;
  return Math.exp(-0.5 * x * x - HALF_LOG_TWO_PI) / fraction;
}
