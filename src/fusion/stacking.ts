import { Matrix, solve } from 'ml-matrix';
import { logit, sigmoid } from '../base/logit';

/** Late stacking: probability = σ(w₀ + Σ wₘ logit(pₘ)), one weight a member. */
export interface Stack {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const RIDGE = 1;
const ITERATIONS = 25;

/** Whether each member's weight is fitted, or all have the same: few positives tell the best weights badly. */
export type StackWeights = 'fitted' | 'equal';

/**
 * Fits a stack by logistic regression on the members' probabilities of examples that none of them was trained on. With
 * equal weights, only the level and the scale of the mean logit are fitted.
 * @param members [n] probabilities for each member
 * @param label [n]
 */
export function fitStack(members: readonly Float32Array[], label: Uint8Array, weights: StackWeights = 'fitted'): Stack {
  const logits = members.map((member) => Float64Array.from(member, logit));
  if (weights === 'fitted') return regress(logits, label);
  const M = logits.length;
  const mean = Float64Array.from(logits[0], (_, i) => logits.reduce((sum, member) => sum + member[i], 0) / M);
  const { intercept, weights: slope } = regress([mean], label);
  return { intercept, weights: members.map(() => slope[0] / M) };
}

/** Logistic regression by Newton's method, with a ridge on the weights. @param columns [n] each */
function regress(columns: readonly Float64Array[], label: Uint8Array): Stack {
  const K = columns.length + 1;
  const beta = new Float64Array(K);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const gradient = Matrix.zeros(K, 1);
    const hessian = Matrix.zeros(K, K);
    const x = new Float64Array(K);
    for (let i = 0; i < label.length; i++) {
      x[0] = 1;
      let z = beta[0];
      for (let m = 1; m < K; m++) {
        x[m] = columns[m - 1][i];
        z += beta[m] * x[m];
      }
      const p = sigmoid(z);
      for (let a = 0; a < K; a++) {
        gradient.set(a, 0, gradient.get(a, 0) + (p - label[i]) * x[a]);
        for (let b = 0; b < K; b++) hessian.set(a, b, hessian.get(a, b) + p * (1 - p) * x[a] * x[b]);
      }
    }
    for (let m = 1; m < K; m++) {
      gradient.set(m, 0, gradient.get(m, 0) + RIDGE * beta[m]);
      hessian.set(m, m, hessian.get(m, m) + RIDGE);
    }
    const step = solve(hessian, gradient);
    for (let a = 0; a < K; a++) beta[a] -= step.get(a, 0);
    if (step.norm() < 1e-8) break;
  }
  return { intercept: beta[0], weights: [...beta.subarray(1)] };
}

/** The stack's probabilities, [n]. */
export function applyStack(stack: Stack, members: readonly Float32Array[]): Float32Array {
  return Float32Array.from(members[0], (_, i) =>
    sigmoid(stack.weights.reduce((z, weight, m) => z + weight * logit(members[m][i]), stack.intercept)),
  );
}
