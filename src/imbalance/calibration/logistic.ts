import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { sigmoid } from '../../base/logit';

const MAX_ITERATIONS = 100;
/** Added to the curvature, so that columns that say the same can be fitted. */
const RIDGE = 1e-9;

/**
 * Coefficients w of the least Σ softplus(z) − t z, z = Σ w_c x_c, by Newton's method with halved steps. Where the classes
 * can be told apart exactly there is no least, and it stops where nothing more is gained.
 * @param columns x, [n] each; one of ones for an intercept
 * @param target t, from 0 to 1, [n]
 */
export function fitLogistic(columns: readonly Float64Array[], target: Float64Array): Float64Array {
  const C = columns.length;
  const n = target.length;
  let weights = new Float64Array(C);
  let loss = lossOf(columns, target, weights);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const gradient = Matrix.zeros(C, 1);
    const hessian = Matrix.zeros(C, C);
    for (let i = 0; i < n; i++) {
      const p = sigmoid(linear(columns, weights, i));
      for (let a = 0; a < C; a++) {
        gradient.set(a, 0, gradient.get(a, 0) + (p - target[i]) * columns[a][i]);
        for (let b = 0; b <= a; b++) hessian.set(a, b, hessian.get(a, b) + p * (1 - p) * columns[a][i] * columns[b][i]);
      }
    }
    for (let a = 0; a < C; a++) for (let b = a + 1; b < C; b++) hessian.set(a, b, hessian.get(b, a));
    for (let a = 0; a < C; a++) hessian.set(a, a, hessian.get(a, a) * (1 + RIDGE) + RIDGE);
    const step = new CholeskyDecomposition(hessian).solve(gradient).to1DArray();
    let size = 1;
    let next = weights;
    let lower = loss;
    for (; size > 1e-6; size /= 2) {
      next = weights.map((weight, a) => weight - size * step[a]);
      lower = lossOf(columns, target, next);
      if (lower <= loss) break;
    }
    const gained = loss - lower;
    if (!(gained >= 0)) break;
    weights = next;
    loss = lower;
    if (gained <= 1e-13 * Math.abs(loss)) break;
  }
  return weights;
}

function linear(columns: readonly Float64Array[], weights: Float64Array, i: number): number {
  let z = 0;
  for (let c = 0; c < columns.length; c++) z += weights[c] * columns[c][i];
  return z;
}

function lossOf(columns: readonly Float64Array[], target: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    const z = linear(columns, weights, i);
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target[i] * z;
  }
  return sum;
}
