/** Of probabilities this near to 0 or 1 the logarithm is that of this: 32-bit floats tell no more. */
const LEAST = 1e-7;

/** The probability, kept away from 0 and 1. */
export function clip(p: number): number {
  return Math.min(1 - LEAST, Math.max(LEAST, p));
}

/** Log-odds, log(p / (1 − p)), of a clipped probability. */
export function logit(p: number): number {
  const clipped = clip(p);
  return Math.log(clipped / (1 - clipped));
}

/** The probability of log-odds, 1 / (1 + exp(−z)). */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
