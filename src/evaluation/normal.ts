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

/**
 * P(|T| > |t|) of Student's distribution with whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and
 * 26.7.4), to 1e-13, and never below that of the normal distribution.
 */
export function studentTwoSidedP(t: number, degrees: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const cos = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cos : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let i = odd ? 3 : 2; i < degrees; i += 2) {
    term *= ((i - 1) / i) * cos * cos;
    sum += term;
  }
  const inside = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return Math.max(1 - inside, twoSidedP(t));
}

/** P(χ² > x) with whole degrees of freedom, by the recurrence over every second one. */
export function chiSquareTail(x: number, degrees: number): number {
  const even = degrees % 2 === 0;
  let tail = even ? Math.exp(-x / 2) : twoSidedP(Math.sqrt(x));
  let term = even ? tail : Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2);
  // The term of i + 2 degrees makes the tail of i degrees that of i + 2.
  for (let i = even ? 2 : 1; i < degrees; i += 2) {
    if (even) term *= x / i;
    tail += term;
    if (!even) term *= x / (i + 2);
  }
  return tail;
}
